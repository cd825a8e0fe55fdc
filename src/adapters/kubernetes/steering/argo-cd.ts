import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { metadataShape, shaped } from "../object.ts";
import { heldNoteOf } from "./held-note.ts";
import type { Steering, Subject } from "./steering.ts";

/** github.com/argoproj/argo-cd/blob/master/docs/user-guide/resource_tracking.md */
const TRACKING_ID = "argocd.argoproj.io/tracking-id";
const INSTANCE = "argocd.argoproj.io/instance";
/** Argo CD's own default label before 3.0; Helm charts write it too, so it proves nothing alone. */
const COMMON_INSTANCE = "app.kubernetes.io/instance";

const resource = z.looseObject({
	group: z.string().default(""),
	kind: z.string(),
	namespace: z.string().default(""),
	name: z.string(),
	status: z.string().optional(),
});
const applicationShape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({
		syncPolicy: z
			.looseObject({ automated: z.looseObject({ enabled: z.boolean().nullish(), selfHeal: z.boolean().nullish() }).nullish() })
			.nullish(),
	}),
	operation: z.unknown().optional(),
	status: z
		.looseObject({
			resources: z.array(resource).default([]),
			sync: z.looseObject({ revision: z.string().optional() }).optional(),
			operationState: z
				.looseObject({
					phase: z.string().optional(),
					syncResult: z.looseObject({ resources: z.array(resource).default([]) }).optional(),
				})
				.optional(),
		})
		.prefault({}),
});
export type Application = z.output<typeof applicationShape>;

/** Throws BackoutError `kubernetes.unexpected`. */
export function applicationOf(object: JsonObject): Application {
	return shaped(applicationShape, object, "an Argo CD Application");
}

/** Which Application a workload says it belongs to. */
export interface ApplicationClaim {
	/** Null: the namespace that Argo CD itself runs in. */
	readonly namespace: string | null;
	readonly name: string;
	/** False for a label that other tools write too: then only the Application's own word counts. */
	readonly isProof: boolean;
}

/** A tracking id that names another object came along with a copy, and means nothing to Argo CD ("non self-referencing annotations"). */
export function applicationClaim({ group, kind, namespace, metadata }: Subject): ApplicationClaim | null {
	const id = metadata.annotations?.[TRACKING_ID];
	if (id !== undefined) {
		const [application = "", type, object] = id.split(":");
		if (type !== `${group}/${kind}` || object !== `${namespace}/${metadata.name}`) return null;
		return { ...named(application), isProof: true };
	}
	const label = metadata.labels?.[INSTANCE];
	if (label !== undefined) return { ...named(label), isProof: true };
	const common = metadata.labels?.[COMMON_INSTANCE];
	return common === undefined || common === "" ? null : { ...named(common), isProof: false };
}

/** `NAMESPACE_NAME` for an Application outside Argo CD's own namespace (docs/operator-manual/app-any-namespace.md). */
function named(text: string): Pick<ApplicationClaim, "namespace" | "name"> {
	const cut = text.indexOf("_");
	return cut < 0 ? { namespace: null, name: text } : { namespace: text.slice(0, cut), name: text.slice(cut + 1) };
}

/** Whether the Application itself counts the workload among its resources. */
export function listsSubject({ status }: Application, subject: Subject): boolean {
	return status.resources.some((one) => isSubject(one, subject));
}

/** What the Application does to a live change of the workload. `overruler`: who would undo a pause of it, or null. */
export function applicationSteering(application: Application, subject: Subject, overruler: string | null): Steering {
	const { metadata, spec, status } = application;
	const object = `Application ${metadata.name} in namespace ${metadata.namespace ?? "unknown"}`;
	const automated = spec.syncPolicy?.automated ?? null;
	const isAutomatic = automated !== null && automated.enabled !== false;
	const heals = isAutomatic && automated.selfHeal === true;
	const held = heldNoteOf(metadata);
	const note = isAutomatic ? null : held;
	const own = status.resources.find((one) => isSubject(one, subject));
	return {
		by: "argo-cd",
		object,
		effect: heals ? "undoes-live-change" : "next-sync",
		isCertain: true,
		text: textOf(object, isAutomatic, heals, note !== null),
		fix: fixOf(object, heals, overruler),
		reconciler:
			overruler === null
				? {
						kind: "Application",
						version: "v1alpha1",
						namespace: metadata.namespace ?? "",
						name: metadata.name,
						sourceRevision: status.sync?.revision ?? null,
						automated: z.json().parse(automated),
						isPaused: !isAutomatic,
						isSynced: own?.status === undefined ? null : own.status === "Synced",
					}
				: null,
		held: note,
	};
}

function textOf(object: string, isAutomatic: boolean, heals: boolean, isHeld: boolean): string {
	if (heals) return `Argo CD's ${object} heals itself: it takes a live change back within seconds.`;
	if (isAutomatic) return `Argo CD's ${object} syncs by itself: the next commit that it sees brings back what git holds.`;
	const why = isHeld ? "Backout paused its auto-sync" : "it is synced by hand";
	return `Argo CD's ${object} owns it (${why}): the next sync brings back what git holds.`;
}

function fixOf(object: string, heals: boolean, overruler: string | null): string {
	const revert = "revert the bad version in git";
	if (!heals) return `${revert} before the next sync of ${object}`;
	if (overruler !== null) return `${revert}, or have auto-sync paused where it is decided: ${overruler}`;
	return `${revert}, or let Backout pause it with \`gitops: pause\``;
}

/** Whether a sync that began before may still write the workload: one runs, and has not applied it yet (a later wave, a retry). */
export function mayStillWrite(
	{ operation, status }: Application,
	subject: Pick<Subject, "group" | "kind" | "namespace"> & { readonly name: string },
): boolean {
	if (operation !== undefined && operation !== null && status.operationState?.phase !== "Running") return true;
	if (status.operationState?.phase !== "Running") return false;
	const applied = status.operationState.syncResult?.resources ?? [];
	return !applied.some((one) => isNamed(one, subject) && one.status === "Synced");
}

function isSubject(one: z.output<typeof resource>, { group, kind, namespace, metadata }: Subject): boolean {
	return isNamed(one, { group, kind, namespace, name: metadata.name });
}

function isNamed(
	one: z.output<typeof resource>,
	{ group, kind, namespace, name }: Pick<Subject, "group" | "kind" | "namespace"> & { readonly name: string },
): boolean {
	return one.group === group && one.kind === kind && one.namespace === namespace && one.name === name;
}

const applicationSetShape = z.looseObject({
	spec: z.looseObject({
		syncPolicy: z.looseObject({ applicationsSync: z.string().optional() }).nullish(),
		ignoreApplicationDifferences: z
			.array(z.looseObject({ name: z.string().optional(), jsonPointers: z.array(z.string()).nullish() }))
			.nullish(),
	}),
});

/** Whether the ApplicationSet leaves the sync policy of its Application alone (docs/operator-manual/applicationset/Controlling-Resource-Modification.md). */
export function leavesSyncPolicy(set: JsonObject, application: string): boolean {
	const { spec } = shaped(applicationSetShape, set, "an Argo CD ApplicationSet");
	const policy = spec.syncPolicy?.applicationsSync;
	if (policy === "create-only" || policy === "create-delete") return true;
	return (spec.ignoreApplicationDifferences ?? []).some(
		({ name, jsonPointers }) =>
			(name === undefined || name === application) &&
			(jsonPointers ?? []).some((pointer) => pointer === "/spec/syncPolicy" || pointer === "/spec/syncPolicy/automated"),
	);
}
