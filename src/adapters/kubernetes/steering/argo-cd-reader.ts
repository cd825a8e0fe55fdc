import { BackoutError, errorText } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import {
	type Application,
	type ApplicationClaim,
	applicationClaim,
	applicationOf,
	applicationSteering,
	leavesSyncPolicy,
	listsSubject,
} from "./argo-cd.ts";
import { isServed } from "./served.ts";
import type { Steering, Subject } from "./steering.ts";

const GROUP = { group: "argoproj.io", version: "v1alpha1" } as const;
const APPLICATIONS = { ...GROUP, plural: "applications" } as const;
/** The namespace of Argo CD's own manifests. */
const USUAL_NAMESPACE = "argocd";

/** The Argo CD Application that applies the workload, or what can be said of it when it cannot be read; none when no mark speaks of one. */
export async function readArgoCd(api: KubernetesApi, subject: Subject, limits: CallLimits): Promise<readonly Steering[]> {
	const claim = applicationClaim(subject);
	if (claim === null) return [];
	try {
		const application = await findApplication(api, claim, limits);
		if (application === null) return claim.isProof ? [unread(claim, "it is not in this cluster", null)] : [];
		if (!claim.isProof && !listsSubject(application, subject)) return [];
		return [applicationSteering(application, subject, await overrulerOf(api, application, limits))];
	} catch (thrown) {
		if (!(thrown instanceof BackoutError)) throw thrown;
		// The label of many charts is no sign of Argo CD where that is not even installed.
		if (!claim.isProof && !(await isServed(api, APPLICATIONS, limits))) return [];
		return [unread(claim, errorText(thrown), thrown.fix)];
	}
}

/** Argo CD may run in any namespace, and its Applications too; where its own may not be read, they may still be listed. */
async function findApplication(api: KubernetesApi, claim: ApplicationClaim, limits: CallLimits): Promise<Application | null> {
	const { namespace, name, isProof } = claim;
	if (namespace !== null) {
		const object = await read(api, "applications", namespace, name, limits);
		return object === null ? null : applicationOf(object);
	}
	const near = await read(api, "applications", USUAL_NAMESPACE, name, limits).catch(forbidden);
	if (near !== null && !(near instanceof BackoutError)) return applicationOf(near);
	try {
		const query = { fieldSelector: `metadata.name=${name}` };
		const { items } = await api.list({ ...APPLICATIONS, namespace: null, name: null }, query, limits);
		const [only] = items;
		return items.length === 1 && only !== undefined ? applicationOf(only) : null;
	} catch (thrown) {
		// Argo CD's usual namespace was looked into, and the label of many charts is no reason to look further.
		const isEnough = near === null && !isProof && isForbidden(thrown);
		if (isNotFound(thrown) || isEnough) return null;
		throw near ?? thrown;
	}
}

/** The refusal as a value; anything else is thrown. */
function forbidden(thrown: unknown): BackoutError {
	if (isForbidden(thrown)) return thrown;
	throw thrown;
}

function isForbidden(thrown: unknown): thrown is BackoutError {
	return thrown instanceof BackoutError && thrown.code === "kubernetes.forbidden";
}

/** Who would turn auto-sync on again after it was paused; one who cannot be read may. */
async function overrulerOf(api: KubernetesApi, application: Application, limits: CallLimits): Promise<string | null> {
	try {
		return await readOverruler(api, application, limits);
	} catch (thrown) {
		if (!(thrown instanceof BackoutError)) throw thrown;
		return `whoever made this Application may set its sync policy, and could not be read (${errorText(thrown)}); so that Backout sees it: ${thrown.fix}`;
	}
}

/** The ApplicationSet that made the Application, or an Application of Applications that heals itself. */
async function readOverruler(api: KubernetesApi, application: Application, limits: CallLimits): Promise<string | null> {
	const { metadata } = application;
	const set = metadata.ownerReferences?.find(({ kind }) => kind === "ApplicationSet");
	if (set !== undefined) return await overrulingSet(api, application, set.name, limits);
	const parent = applicationClaim({ group: GROUP.group, kind: "Application", namespace: metadata.namespace ?? "", metadata });
	if (parent === null || !parent.isProof) return null;
	const object = await findApplication(api, { ...parent, namespace: parent.namespace ?? metadata.namespace ?? null }, limits);
	const automated = object?.spec.syncPolicy?.automated;
	const isHealing = automated?.enabled !== false && automated?.selfHeal === true;
	return object === null || isHealing ? `Application ${parent.name} applies this Application and heals it` : null;
}

async function overrulingSet(api: KubernetesApi, { metadata }: Application, name: string, limits: CallLimits): Promise<string | null> {
	const set = await read(api, "applicationsets", metadata.namespace ?? USUAL_NAMESPACE, name, limits);
	if (set !== null && leavesSyncPolicy(set, metadata.name)) return null;
	return `ApplicationSet ${name} sets the sync policy of its Applications; give it ignoreApplicationDifferences with the pointer /spec/syncPolicy`;
}

async function read(api: KubernetesApi, plural: string, namespace: string, name: string, limits: CallLimits): Promise<JsonObject | null> {
	try {
		return await api.read({ ...GROUP, plural, namespace, name }, limits);
	} catch (thrown) {
		if (isNotFound(thrown)) return null;
		throw thrown;
	}
}

function isNotFound(thrown: unknown): boolean {
	return thrown instanceof BackoutError && thrown.code === "kubernetes.not-found";
}

function unread({ namespace, name, isProof }: ApplicationClaim, why: string, mend: string | null): Steering {
	const object = namespace === null ? `Application ${name}` : `Application ${name} in namespace ${namespace}`;
	return {
		by: "argo-cd",
		object,
		effect: "undoes-live-change",
		isCertain: false,
		text: `The workload ${isProof ? "belongs" : "may belong"} to Argo CD's ${object}, which could not be read (${why}): if it heals itself, it takes a live change back within seconds.`,
		fix: `see \`argocd app get ${name}\`, and \`argocd app set ${name} --sync-policy none\` if it syncs by itself${mend === null ? "" : `; so that Backout sees it: ${mend}`}`,
		reconciler: null,
		held: null,
	};
}
