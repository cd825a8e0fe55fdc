import type { JsonObject } from "../../../core/json.ts";

/** A Deployment of one colour, or of one side of a canary, as the API gives it. */
export function colourDeployment(
	colour: string,
	image: string,
	change: { readonly replicas?: number; readonly at?: string; readonly status?: JsonObject } = {},
): JsonObject {
	const { replicas = 2, at = "2026-11-20T00:00:00Z" } = change;
	return {
		apiVersion: "apps/v1",
		kind: "Deployment",
		metadata: {
			name: `checkout-${colour}`,
			namespace: "shop",
			uid: `uid-of-${colour}`,
			resourceVersion: "42",
			generation: 1,
			creationTimestamp: "2026-11-01T00:00:00Z",
			managedFields: [{ manager: "kubectl", time: at, fieldsV1: { "f:spec": { "f:template": {} } } }],
		},
		spec: {
			replicas,
			selector: { matchLabels: { app: "checkout", version: colour } },
			template: {
				metadata: { labels: { app: "checkout", version: colour } },
				spec: { containers: [{ name: "checkout", image }] },
			},
		},
		status: { observedGeneration: 1, replicas, availableReplicas: replicas, ...change.status },
	};
}

/** A Service that selects one colour. */
export function colourService(colour: string, change: { readonly metadata?: JsonObject; readonly spec?: JsonObject } = {}): JsonObject {
	return {
		apiVersion: "v1",
		kind: "Service",
		metadata: {
			name: "checkout",
			namespace: "shop",
			uid: "uid-of-service",
			resourceVersion: "7",
			creationTimestamp: "2026-11-01T00:00:00Z",
			managedFields: [{ manager: "kubectl", time: "2026-11-22T00:00:00Z", fieldsV1: { "f:spec": { "f:selector": {} } } }],
			...change.metadata,
		},
		spec: {
			type: "ClusterIP",
			clusterIP: "10.0.0.1",
			ports: [{ port: 80 }],
			selector: { app: "checkout", version: colour },
			...change.spec,
		},
	};
}

/** A pod of a colour. */
export function colourPod(
	colour: string,
	name: string,
	change: { readonly isReady?: boolean; readonly metadata?: JsonObject } = {},
): JsonObject {
	const { isReady = true } = change;
	return {
		metadata: {
			name,
			namespace: "shop",
			uid: `uid-of-${name}`,
			resourceVersion: "9",
			creationTimestamp: "2026-11-20T00:00:00Z",
			labels: { app: "checkout", version: colour },
			...change.metadata,
		},
		spec: { containers: [{ name: "checkout", image: `checkout:of-${colour}` }] },
		status: { phase: "Running", conditions: [{ type: "Ready", status: isReady ? "True" : "False" }] },
	};
}
