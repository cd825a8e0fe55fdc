import type { JsonObject } from "../../../core/json.ts";

/** A pod template with one container. */
export function template(image: string, change: JsonObject = {}): JsonObject {
	return {
		metadata: { creationTimestamp: null, labels: { app: "checkout" } },
		spec: { containers: [{ name: "checkout", image, resources: {} }], restartPolicy: "Always" },
		...change,
	};
}

/** A Deployment as the API gives it. */
export function deployment(
	pods: JsonObject,
	change: { readonly metadata?: JsonObject; readonly spec?: JsonObject; readonly status?: JsonObject } = {},
): JsonObject {
	return {
		apiVersion: "apps/v1",
		kind: "Deployment",
		metadata: {
			name: "checkout",
			namespace: "shop",
			uid: "uid-of-checkout",
			resourceVersion: "42",
			generation: 3,
			creationTimestamp: "2026-11-20T00:00:00Z",
			annotations: { "deployment.kubernetes.io/revision": "3", "kubectl.kubernetes.io/last-applied-configuration": "{}", team: "new" },
			...change.metadata,
		},
		spec: { replicas: 3, selector: { matchLabels: { app: "checkout" } }, template: pods, ...change.spec },
		status: { observedGeneration: 3, replicas: 3, updatedReplicas: 3, availableReplicas: 3, readyReplicas: 3, ...change.status },
	};
}

/** A ReplicaSet of that Deployment. */
export function replicaSet(revision: number, pods: JsonObject, change: JsonObject = {}): JsonObject {
	const hash = `hash${revision}`;
	const metadata = pods["metadata"] as JsonObject;
	const labels = { ...(metadata["labels"] as JsonObject), "pod-template-hash": hash };
	return {
		metadata: {
			name: `checkout-${hash}`,
			namespace: "shop",
			uid: `uid-${revision}`,
			resourceVersion: String(10 + revision),
			creationTimestamp: `2026-11-2${revision}T00:00:00Z`,
			annotations: {
				"deployment.kubernetes.io/revision": String(revision),
				"deployment.kubernetes.io/desired-replicas": "3",
				"kubernetes.io/change-cause": `release ${revision}`,
			},
			ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "checkout", uid: "uid-of-checkout", controller: true }],
			...change,
		},
		spec: { template: { ...pods, metadata: { ...metadata, labels } } },
	};
}
