import { BackoutError, errorText } from "../../../core/error.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import { helmSteering, kubectlSteering, serverSideSteering } from "./appliers.ts";
import { readArgoCd } from "./argo-cd-reader.ts";
import { canarySteering, rolloutSteering } from "./delivery.ts";
import { claimsOf, fluxObjectOf, fluxSteering, unreadFlux } from "./flux.ts";
import { type Scaler, scalerSteering, scalersOf } from "./scalers.ts";
import type { Steering, Subject } from "./steering.ts";
import { type Listed, listed, type Steerers } from "./unread.ts";

/** What is read besides the workload itself; the API server of a cluster without such a project answers 404. */
const STEERERS = {
	rollouts: {
		resource: { group: "argoproj.io", version: "v1alpha1", plural: "rollouts" },
		by: "argo-rollouts",
		effect: "owns-history",
		what: "an Argo Rollout takes its pod template from it",
		meaning: "the pods are the Rollout's, and a change goes through its steps",
	},
	canaries: {
		resource: { group: "flagger.app", version: "v1beta1", plural: "canaries" },
		by: "flagger",
		effect: "owns-history",
		what: "a Flagger Canary releases it",
		meaning: "the returned version is a new canary for it, and the traffic stays where it is until its analysis is through",
	},
	autoscalers: {
		resource: { group: "autoscaling", version: "v2", plural: "horizontalpodautoscalers" },
		by: "autoscaler",
		effect: "scales",
		what: "an autoscaler decides its number of pods",
		meaning: "it goes on doing so",
	},
	scaledObjects: {
		resource: { group: "keda.sh", version: "v1alpha1", plural: "scaledobjects" },
		by: "keda",
		effect: "scales",
		what: "KEDA decides its number of pods",
		meaning: "it goes on doing so",
	},
} as const satisfies Readonly<Record<string, Steerers>>;

/** What has pods of its own: only that is rolled out or scaled by somebody. */
const HAVE_PODS: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet", "Rollout"];

/** Everybody who steers the workload, those who take a live change back first; who cannot be read is among them, as uncertain. Writes nothing. */
export async function readSteering(api: KubernetesApi, subject: Subject, limits: CallLimits = {}): Promise<readonly Steering[]> {
	const of = async (kind: Steerers): Promise<Listed> =>
		HAVE_PODS.includes(subject.kind) ? await listed(api, kind, subject, limits) : { items: [], unread: [] };
	const [argoCd, flux, rollouts, canaries, autoscalers, scaledObjects] = await Promise.all([
		readArgoCd(api, subject, limits),
		readFlux(api, subject, limits),
		of(STEERERS.rollouts),
		of(STEERERS.canaries),
		of(STEERERS.autoscalers),
		of(STEERERS.scaledObjects),
	]);
	const applied = [...argoCd, ...flux];
	const helm = helmSteering(subject);
	const kubectl = applied.length === 0 && helm === null ? kubectlSteering(subject) : null;
	const all = [
		...applied,
		...rolloutSteering(rollouts.items, subject),
		...canarySteering(canaries.items, subject),
		...(helm === null ? [] : [helm]),
		...(kubectl === null ? [] : [kubectl]),
		...serverSideSteering(subject),
		...scalersOf(autoscalers.items, scaledObjects.items, subject).map(scalerSteering),
		...[rollouts, canaries, autoscalers, scaledObjects].flatMap(({ unread }) => unread),
	];
	return all.toSorted((a, b) => RANK[a.effect] - RANK[b.effect]);
}

/** The autoscalers of the workload; those that may not be read are left out: `readSteering` tells of them. Writes nothing. */
export async function readScalers(api: KubernetesApi, subject: Subject, limits: CallLimits = {}): Promise<readonly Scaler[]> {
	const [autoscalers, scaledObjects] = await Promise.all([
		listed(api, STEERERS.autoscalers, subject, limits),
		listed(api, STEERERS.scaledObjects, subject, limits),
	]);
	return scalersOf(autoscalers.items, scaledObjects.items, subject);
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
					if (!isCode(thrown, "kubernetes.not-found"))
						return unreadFlux(claim, flux, errorText(thrown), thrown instanceof BackoutError ? thrown.fix : null);
				}
			}
			return unreadFlux(claim, flux, "it is not in this cluster", null);
		}),
	);
}

/** Whether the error has that code. */
export function isCode(thrown: unknown, code: string): boolean {
	return thrown instanceof BackoutError && thrown.code === code;
}
