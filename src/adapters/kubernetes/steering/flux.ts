import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { type Metadata, metadataShape, shaped } from "../object.ts";
import { heldNoteOf } from "./held-note.ts";
import type { ReconcilerKind, Steering, Subject } from "./steering.ts";

/** One kind of Flux object that applies a source: its labels on what it applied, and the versions its API has had. */
export interface FluxKind {
	readonly kind: Exclude<ReconcilerKind, "Application">;
	readonly group: string;
	readonly plural: string;
	/** Newest first. */
	readonly versions: readonly string[];
	/** As the flux command says it. */
	readonly word: string;
}

/** fluxcd.io/flux/components/{kustomize,helm}/api: the labels are `GROUP/name` and `GROUP/namespace`. */
export const FLUX_KINDS: readonly FluxKind[] = [
	{
		kind: "Kustomization",
		group: "kustomize.toolkit.fluxcd.io",
		plural: "kustomizations",
		versions: ["v1", "v1beta2"],
		word: "kustomization",
	},
	{
		kind: "HelmRelease",
		group: "helm.toolkit.fluxcd.io",
		plural: "helmreleases",
		versions: ["v2", "v2beta2", "v2beta1"],
		word: "helmrelease",
	},
];

export function fluxKind(kind: ReconcilerKind): FluxKind | null {
	return FLUX_KINDS.find((one) => one.kind === kind) ?? null;
}

const shape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({
		suspend: z.boolean().nullish(),
		interval: z.string().optional(),
		driftDetection: z.looseObject({ mode: z.string().optional() }).nullish(),
	}),
	status: z
		.looseObject({
			lastAppliedRevision: z.string().optional(),
			conditions: z
				.array(z.looseObject({ type: z.string(), status: z.string(), reason: z.string().optional(), message: z.string().optional() }))
				.default([]),
		})
		.prefault({}),
});
export type FluxObject = z.output<typeof shape>;

/** Throws BackoutError `kubernetes.unexpected`. */
export function fluxObjectOf(object: JsonObject, kind: FluxKind): FluxObject {
	return shaped(shape, object, `a Flux ${kind.kind}`);
}

/** Which Flux object of that kind says on an object that it applied it; null when none does. */
export function fluxClaim({ labels }: Metadata, { group }: FluxKind): { readonly namespace: string; readonly name: string } | null {
	const [name, namespace] = [labels?.[`${group}/name`], labels?.[`${group}/namespace`]];
	return name === undefined || namespace === undefined ? null : { name, namespace };
}

/** Whether the workload itself is excepted from it (fluxcd.io/flux/components/kustomize/kustomizations, "controlling the apply behavior"). */
export function isExcepted({ labels, annotations }: Metadata): boolean {
	const marks = { ...labels, ...annotations };
	const [reconcile, ssa] = [marks["kustomize.toolkit.fluxcd.io/reconcile"], marks["kustomize.toolkit.fluxcd.io/ssa"]];
	return reconcile?.toLowerCase() === "disabled" || ["ignore", "ifnotpresent"].includes(ssa?.toLowerCase() ?? "");
}

/** What the Flux object does to a live change of the workload. */
export function fluxSteering(object: FluxObject, version: string, flux: FluxKind): Steering {
	const { metadata, spec, status } = object;
	const named = `${flux.kind} ${metadata.name} in namespace ${metadata.namespace ?? "unknown"}`;
	const isSuspended = spec.suspend === true;
	// A HelmRelease leaves a live change alone unless its drift detection is enabled (fluxcd.io/flux/components/helm/helmreleases, "drift detection").
	const heals = !isSuspended && (flux.kind === "Kustomization" || spec.driftDetection?.mode === "enabled");
	const overruler = suspendOwner(metadata);
	const held = isSuspended ? heldNoteOf(metadata) : null;
	return {
		by: "flux",
		object: named,
		effect: heals ? "undoes-live-change" : "next-sync",
		isCertain: true,
		text: textOf(named, object, heals, held !== null),
		fix: fixOf(heals, overruler),
		reconciler:
			overruler === null
				? {
						kind: flux.kind,
						version,
						namespace: metadata.namespace ?? "",
						name: metadata.name,
						sourceRevision: status.lastAppliedRevision ?? null,
						automated: null,
						isPaused: isSuspended,
						isSynced: null,
					}
				: null,
		held,
	};
}

function textOf(named: string, { spec }: FluxObject, heals: boolean, isHeld: boolean): string {
	if (heals)
		return `Flux's ${named} takes a live change back at its next reconciliation, within its interval (${spec.interval ?? "not given"}) at the latest.`;
	if (spec.suspend === true)
		return `Flux's ${named} owns it and is suspended${isHeld ? " by Backout" : ""}: when it is resumed it brings back what its source holds.`;
	return `Flux's ${named} owns it: its next upgrade brings back what its source holds.`;
}

function fixOf(heals: boolean, overruler: string | null): string {
	const revert = "revert the bad version in its source";
	if (!heals) return `${revert} before it is applied again`;
	if (overruler !== null) return `${revert}, or suspend it where that is decided: ${overruler}`;
	return `${revert}, or let Backout suspend it with \`gitops: pause\``;
}

/**
 * Who would take a suspension back: server-side apply forces exactly the fields that are in what it applies, so it is contested only where an applier
 * owns `spec.suspend` (kubernetes.io/docs/reference/using-api/server-side-apply).
 */
function suspendOwner({ managedFields = [] }: Metadata): string | null {
	const owner = managedFields.find(({ fieldsV1, ...entry }) => {
		const spec = fieldsV1?.["f:spec"];
		return entry["operation"] === "Apply" && typeof spec === "object" && spec !== null && "f:suspend" in spec;
	});
	return owner === undefined ? null : `${owner.manager ?? "an applier"} sets its spec.suspend`;
}

/** Whether a reconciliation that began before may still write: suspending does not end it. While it only waits for health it writes no more. */
export function isReconciling({ status }: FluxObject): boolean {
	const running = status.conditions.find(({ type, status: isTrue }) => type === "Reconciling" && isTrue === "True");
	return running?.reason === "Progressing" && running.message?.startsWith("Running health checks") !== true;
}

/** Steering that only a label tells of: its object could not be read. `mend`: how it could be; null when nobody knows. */
export function unreadFlux(
	claim: { readonly namespace: string; readonly name: string },
	{ kind, word }: FluxKind,
	why: string,
	mend: string | null,
): Steering {
	return {
		by: "flux",
		object: `${kind} ${claim.name} in namespace ${claim.namespace}`,
		effect: "undoes-live-change",
		isCertain: false,
		text: `The workload belongs to Flux's ${kind} ${claim.name} in namespace ${claim.namespace}, which could not be read (${why}): it may take a live change back.`,
		fix: `see \`flux get ${word} ${claim.name} -n ${claim.namespace}\`, and suspend it if it is active${mend === null ? "" : `; so that Backout sees it: ${mend}`}`,
		reconciler: null,
		held: null,
	};
}

/** The subject as labels claim it; for HelmReleases and Kustomizations alike. */
export function claimsOf({
	metadata,
}: Subject): readonly { readonly flux: FluxKind; readonly claim: { readonly namespace: string; readonly name: string } }[] {
	return FLUX_KINDS.flatMap((flux) => {
		const claim = fluxClaim(metadata, flux);
		return claim === null || (flux.kind === "Kustomization" && isExcepted(metadata)) ? [] : [{ flux, claim }];
	});
}
