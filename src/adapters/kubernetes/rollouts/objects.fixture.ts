import type { JsonObject } from "../../../core/json.ts";

/** A Rollout as its controller keeps it: which revision is wanted, which is stable. */
export function rollout(
	wanted: string,
	stable: string,
	change: { readonly spec?: JsonObject; readonly status?: JsonObject; readonly metadata?: JsonObject } = {},
): JsonObject {
	return {
		apiVersion: "argoproj.io/v1alpha1",
		kind: "Rollout",
		metadata: {
			name: "checkout",
			namespace: "shop",
			uid: "uid-of-checkout",
			resourceVersion: "42",
			generation: 5,
			creationTimestamp: "2026-11-20T00:00:00Z",
			...change.metadata,
		},
		spec: {
			replicas: 3,
			selector: { matchLabels: { app: "checkout" } },
			// As it was written: without what the API server fills in for a ReplicaSet.
			template: { metadata: { labels: { app: "checkout" } }, spec: { containers: [{ name: "checkout", image: `checkout:${wanted}` }] } },
			strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
			...change.spec,
		},
		status: {
			observedGeneration: "5",
			currentPodHash: wanted,
			stableRS: stable,
			phase: wanted === stable ? "Healthy" : "Paused",
			...(wanted === stable ? {} : { message: "CanaryPauseStep" }),
			availableReplicas: 3,
			updatedReplicas: wanted === stable ? 3 : 1,
			...change.status,
		},
	};
}

/** One of its ReplicaSets; its hash is its tag. */
export function replicaSet(number: number, tag: string, owner = "uid-of-checkout", uid = `uid-${tag}`): JsonObject {
	const labels = { app: "checkout", "rollouts-pod-template-hash": tag };
	return {
		apiVersion: "apps/v1",
		kind: "ReplicaSet",
		metadata: {
			name: `checkout-${tag}`,
			namespace: "shop",
			uid,
			resourceVersion: "7",
			creationTimestamp: `2026-11-2${number}T00:00:00Z`,
			labels,
			annotations: { "rollout.argoproj.io/revision": String(number) },
			ownerReferences: [{ apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "checkout", uid: owner, controller: true }],
		},
		spec: {
			replicas: 0,
			selector: { matchLabels: labels },
			template: {
				metadata: { labels },
				spec: { containers: [{ name: "checkout", image: `checkout:${tag}`, terminationMessagePath: "/dev/termination-log" }] },
			},
		},
	};
}
