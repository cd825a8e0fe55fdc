import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../core/json.ts";
import { metadataOf, partOf, type StubStore } from "./stub-store.ts";

/** Plays the pods of Deployments and StatefulSets, and the StatefulSet controller: a pod that is told to end stays for `endingMs`, and is not counted meanwhile. Returns what ends it. */
export function playPods(store: StubStore, endingMs: number): () => void {
	let isPlaying = false;
	const play = (): void => {
		// What it writes itself is seen by the round that is under way.
		if (isPlaying) return;
		isPlaying = true;
		for (const set of store.list("statefulsets")) roundOf(store, set, set, endingMs);
		for (const deployment of store.list("deployments")) {
			const newest = store.list("replicasets").toSorted((a, b) => revisionOf(b) - revisionOf(a))[0];
			if (newest !== undefined) roundOf(store, deployment, newest, endingMs);
		}
		isPlaying = false;
	};
	play();
	return store.onChange(play);
}

function roundOf(store: StubStore, workload: JsonObject, owner: JsonObject, endingMs: number): void {
	const { name, generation } = metadataOf(workload);
	const wanted = Number(partOf(workload, "spec")["replicas"]);
	const pods = store.list("pods").filter((pod) => String(metadataOf(pod)["name"]).startsWith(`${String(name)}-`));
	const running = pods.filter((pod) => metadataOf(pod)["deletionTimestamp"] === undefined);
	for (let index = 0; index < wanted; index += 1) {
		const pod = podOf(workload, owner, index);
		if (!running.some((one) => metadataOf(one)["name"] === metadataOf(pod)["name"])) store.put("pods", pod);
	}
	for (const pod of running.slice(wanted)) void end(store, pod, endingMs);
	if (workload["kind"] !== "StatefulSet" || partOf(workload, "status")["observedGeneration"] === generation) return;
	const counts = { replicas: wanted, readyReplicas: wanted, availableReplicas: wanted, updatedReplicas: wanted };
	store.put("statefulsets", { ...workload, status: { observedGeneration: generation, ...counts } });
}

async function end(store: StubStore, pod: JsonObject, endingMs: number): Promise<void> {
	const metadata = metadataOf(pod);
	store.put("pods", { ...pod, metadata: { ...metadata, deletionTimestamp: new Date().toISOString() } });
	await sleep(endingMs);
	store.remove("pods", String(metadata["name"]));
}

function podOf(workload: JsonObject, owner: JsonObject, index: number): JsonObject {
	const { name, namespace } = metadataOf(workload);
	const { name: ownerName, uid } = metadataOf(owner);
	const labels = partOf(metadataOf(partOf(partOf(workload, "spec"), "template")), "labels");
	const reference = { apiVersion: "apps/v1", kind: String(owner["kind"]), name: ownerName, uid, controller: true };
	return {
		kind: "Pod",
		metadata: { name: `${String(name)}-${index}`, namespace, labels, ownerReferences: [reference] },
		spec: {},
		status: { phase: "Running" },
	};
}

function revisionOf(set: JsonObject): number {
	return Number(partOf(metadataOf(set), "annotations")["deployment.kubernetes.io/revision"]);
}
