import type { JsonObject } from "../../core/json.ts";
import { metadataOf, partOf, type StubStore } from "./stub-store.ts";

/** Plays, after every write, the controllers that make a Deployment's pods and a Service's EndpointSlice; `startMs` is how long a pod takes to be ready. Returns what ends it. */
export function playTraffic(store: StubStore, startMs = 20): () => void {
	const timers = new Set<NodeJS.Timeout>();
	const look = (): void => {
		const timer = setTimeout(() => {
			timers.delete(timer);
			for (const deployment of store.list("deployments")) playPods(store, deployment);
			for (const service of store.list("services")) playSlice(store, service);
		}, startMs);
		timers.add(timer);
	};
	const stop = store.onChange(look);
	look();
	return () => {
		stop();
		for (const timer of timers) clearTimeout(timer);
	};
}

/** As many ready pods as are wanted, and a status that says so. */
function playPods(store: StubStore, deployment: JsonObject): void {
	const name = String(metadataOf(deployment)["name"]);
	const wanted = Number(partOf(deployment, "spec")["replicas"] ?? 1);
	const template = partOf(partOf(deployment, "spec"), "template");
	const own = store.list("pods").filter((pod) => String(metadataOf(pod)["name"]).startsWith(`${name}-pod-`));
	for (let index = own.length; index < wanted; index += 1) store.put("pods", readyPod(`${name}-pod-${index}`, template));
	for (const pod of own.slice(wanted)) store.remove("pods", String(metadataOf(pod)["name"]));
	const counts = { replicas: wanted, updatedReplicas: wanted, availableReplicas: wanted, readyReplicas: wanted };
	const status = { observedGeneration: metadataOf(deployment)["generation"], ...counts, conditions: [] };
	if (JSON.stringify(status) !== JSON.stringify(deployment["status"])) store.put("deployments", { ...deployment, status });
}

function readyPod(name: string, template: JsonObject): JsonObject {
	return {
		metadata: { ...metadataOf(template), name, namespace: "shop" },
		spec: template["spec"] ?? {},
		status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }], containerStatuses: [] },
	};
}

/** One slice with the pods that the selector takes. */
function playSlice(store: StubStore, service: JsonObject): void {
	const name = String(metadataOf(service)["name"]);
	const selector = Object.entries(partOf(partOf(service, "spec"), "selector"));
	const taken = store.list("pods").filter((pod) => selector.every(([key, value]) => partOf(metadataOf(pod), "labels")[key] === value));
	const endpoints = selector.length === 0 ? [] : taken.map(endpointOf);
	const old = store.list("endpointslices").find((slice) => metadataOf(slice)["name"] === `${name}-slice`);
	if (old !== undefined && JSON.stringify(old["endpoints"]) === JSON.stringify(endpoints)) return;
	const labels = {
		"kubernetes.io/service-name": name,
		"endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
	};
	store.put("endpointslices", { metadata: { name: `${name}-slice`, namespace: "shop", labels }, addressType: "IPv4", endpoints });
}

function endpointOf(pod: JsonObject): JsonObject {
	const conditions = partOf(pod, "status")["conditions"];
	const isReady = Array.isArray(conditions) && conditions.some((one: JsonObject) => one["type"] === "Ready" && one["status"] === "True");
	return { conditions: { ready: isReady }, targetRef: { kind: "Pod", name: metadataOf(pod)["name"] } };
}
