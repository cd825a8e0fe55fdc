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
import type { Steering, Subject } from "./steering.ts";

const GROUP = { group: "argoproj.io", version: "v1alpha1" } as const;
/** The namespace of Argo CD's own manifests. */
const USUAL_NAMESPACE = "argocd";

/** The Argo CD Application that applies the workload, or what can be said of it when it cannot be read; none when no mark speaks of one. */
export async function readArgoCd(api: KubernetesApi, subject: Subject, limits: CallLimits): Promise<readonly Steering[]> {
	const claim = applicationClaim(subject);
	if (claim === null) return [];
	try {
		const application = await findApplication(api, claim, limits);
		if (application === null) return claim.isProof ? [unread(claim, "it is not in this cluster")] : [];
		if (!claim.isProof && !listsSubject(application, subject)) return [];
		return [applicationSteering(application, subject, await overrulerOf(api, application, limits))];
	} catch (thrown) {
		if (!(thrown instanceof BackoutError)) throw thrown;
		return claim.isProof ? [unread(claim, errorText(thrown))] : [];
	}
}

/** Argo CD may run in any namespace, and its Applications too. */
async function findApplication(api: KubernetesApi, { namespace, name }: ApplicationClaim, limits: CallLimits): Promise<Application | null> {
	const near = await read(api, "applications", namespace ?? USUAL_NAMESPACE, name, limits);
	if (near !== null || namespace !== null) return near === null ? null : applicationOf(near);
	try {
		const query = { fieldSelector: `metadata.name=${name}` };
		const { items } = await api.list({ ...GROUP, plural: "applications", namespace: null, name: null }, query, limits);
		const [only] = items;
		return items.length === 1 && only !== undefined ? applicationOf(only) : null;
	} catch (thrown) {
		if (isNotFound(thrown)) return null;
		throw thrown;
	}
}

/** Who would turn auto-sync on again after it was paused: the ApplicationSet that made the Application, or an Application of Applications that heals itself. */
async function overrulerOf(api: KubernetesApi, application: Application, limits: CallLimits): Promise<string | null> {
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

function unread({ namespace, name }: ApplicationClaim, why: string): Steering {
	const object = namespace === null ? `Application ${name}` : `Application ${name} in namespace ${namespace}`;
	return {
		by: "argo-cd",
		object,
		effect: "undoes-live-change",
		isCertain: false,
		text: `The workload belongs to Argo CD's ${object}, which could not be read (${why}): if it heals itself, it takes a live change back within seconds.`,
		fix: `see \`argocd app get ${name}\`, and \`argocd app set ${name} --sync-policy none\` if it syncs by itself`,
		reconciler: null,
		held: null,
	};
}
