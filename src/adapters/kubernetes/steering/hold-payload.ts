import { z } from "zod";
import type { JsonValue } from "../../../core/json.ts";
import type { ResourcePath } from "../api/port.ts";
import { fluxKind } from "./flux.ts";
import { jsonShape } from "./held-note.ts";

const reconciler = z.object({
	kind: z.enum(["Application", "Kustomization", "HelmRelease"]),
	version: z.string(),
	namespace: z.string(),
	name: z.string(),
});

const giveBackShape = z.object({
	kind: z.literal("give-back"),
	reconciler,
	automated: jsonShape,
	sourceRevision: z.string().nullable(),
});
export type GiveBack = z.output<typeof giveBackShape>;

/** Who is paused for the run, or given back after it. */
export const holdPayloads = [
	/** `automated`: what Argo CD's sync policy held while planning; null for Flux. `note` is the annotation's text; `subject` is the workload it is done for. */
	z.object({
		kind: z.literal("hold"),
		reconciler,
		automated: jsonShape,
		note: z.string(),
		subject: z.object({ group: z.string(), kind: z.string(), namespace: z.string(), name: z.string() }),
	}),
	/** `sourceRevision`: what the source held when it was paused, or null. */
	giveBackShape,
] as const;

export type HoldPayload = z.output<(typeof holdPayloads)[number]>;
export type ReconcilerName = z.output<typeof reconciler>;

/** What a pause of the reconciler kept for the way back, among what the steps of an undone run kept; null when it is none of it. */
export function giveBackOf(
	{ kind, namespace, name }: Pick<ReconcilerName, "kind" | "namespace" | "name">,
	kept: readonly JsonValue[],
): GiveBack | null {
	const found = kept.flatMap((one) => giveBackShape.safeParse(one).data ?? []);
	return found.find(({ reconciler: of }) => of.kind === kind && of.namespace === namespace && of.name === name) ?? null;
}

/** Where the reconciler lives in the API. */
export function reconcilerPath({ kind, version, namespace, name }: ReconcilerName): ResourcePath {
	const flux = fluxKind(kind);
	if (flux === null) return { group: "argoproj.io", version, plural: "applications", namespace, name };
	return { group: flux.group, version, plural: flux.plural, namespace, name };
}
