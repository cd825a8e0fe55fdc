import { BackoutError, errorText } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { CallLimits, KubernetesApi, ResourceKind } from "../api/port.ts";
import { helmSteering, kubectlSteering, serverSideSteering } from "./appliers.ts";
import { readArgoCd } from "./argo-cd-reader.ts";
import { canarySteering, rolloutSteering } from "./delivery.ts";
import { claimsOf, fluxObjectOf, fluxSteering, unreadFlux } from "./flux.ts";
import { type Scaler, scalerSteering, scalersOf } from "./scalers.ts";
import type { Steering, Subject } from "./steering.ts";

/** What is read besides the workload itself; the API server of a cluster without such a project answers 404. */
export const STEERING_RESOURCES = {
	rollouts: { group: "argoproj.io", version: "v1alpha1", plural: "rollouts" },
	canaries: { group: "flagger.app", version: "v1beta1", plural: "canaries" },
	autoscalers: { group: "autoscaling", version: "v2", plural: "horizontalpodautoscalers" },
	scaledObjects: { group: "keda.sh", version: "v1alpha1", plural: "scaledobjects" },
} as const satisfies Readonly<Record<string, ResourceKind>>;

/** Everybody who steers the workload, those who take a live change back first. What may not be read is left out, except where a mark on the workload tells of it. Writes nothing. */
export async function readSteering(api: KubernetesApi, subject: Subject, limits: CallLimits = {}): Promise<readonly Steering[]> {
	const [argoCd, flux, rollouts, canaries, autoscalers, scaledObjects] = await Promise.all([
		readArgoCd(api, subject, limits),
		readFlux(api, subject, limits),
		listed(api, STEERING_RESOURCES.rollouts, subject, limits),
		listed(api, STEERING_RESOURCES.canaries, subject, limits),
		listed(api, STEERING_RESOURCES.autoscalers, subject, limits),
		listed(api, STEERING_RESOURCES.scaledObjects, subject, limits),
	]);
	const applied = [...argoCd, ...flux];
	const helm = helmSteering(subject);
	const kubectl = applied.length === 0 && helm === null ? kubectlSteering(subject) : null;
	const all = [
		...applied,
		...rolloutSteering(rollouts, subject),
		...canarySteering(canaries, subject),
		...(helm === null ? [] : [helm]),
		...(kubectl === null ? [] : [kubectl]),
		...serverSideSteering(subject),
		...scalersOf(autoscalers, scaledObjects, subject).map(scalerSteering),
	];
	return all.toSorted((a, b) => RANK[a.effect] - RANK[b.effect]);
}

/** The autoscalers of the workload; those that may not be read are left out. Writes nothing. */
export async function readScalers(api: KubernetesApi, subject: Subject, limits: CallLimits = {}): Promise<readonly Scaler[]> {
	const [autoscalers, scaledObjects] = await Promise.all([
		listed(api, STEERING_RESOURCES.autoscalers, subject, limits),
		listed(api, STEERING_RESOURCES.scaledObjects, subject, limits),
	]);
	return scalersOf(autoscalers, scaledObjects, subject);
}

const RANK = { "undoes-live-change": 0, "owns-history": 1, "next-sync": 2, scales: 3 } as const;

async function readFlux(api: KubernetesApi, subject: Subject, limits: CallLimits): Promise<readonly Steering[]> {
	return await Promise.all(
		claimsOf(subject).map(async ({ flux, claim }) => {
			for (const version of flux.versions) {
				try {
					const object = await api.read({ group: flux.group, version, plural: flux.plural, ...claim }, limits);
					return fluxSteering(fluxObjectOf(object, flux), version, flux);
				} catch (thrown) {
					if (!isCode(thrown, "kubernetes.not-found")) return unreadFlux(claim, flux, errorText(thrown));
				}
			}
			return unreadFlux(claim, flux, "it is not in this cluster");
		}),
	);
}

/** A project that is not there has no objects; what we may not list we cannot tell of, and a person who deploys with it knows. */
async function listed(
	api: KubernetesApi,
	resource: ResourceKind,
	{ namespace }: Subject,
	limits: CallLimits,
): Promise<readonly JsonObject[]> {
	try {
		return (await api.list({ ...resource, namespace, name: null }, {}, limits)).items;
	} catch (thrown) {
		if (isCode(thrown, "kubernetes.not-found") || isCode(thrown, "kubernetes.forbidden")) return [];
		throw thrown;
	}
}

/** Whether the error has that code. */
export function isCode(thrown: unknown, code: string): boolean {
	return thrown instanceof BackoutError && thrown.code === code;
}
