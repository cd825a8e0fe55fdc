import { createHash } from "node:crypto";
import type { JsonObject } from "../../core/json.ts";
import { metadataOf, partOf, type StubStore } from "./stub-store.ts";

/** What makes the stub's kubelet leave a pod crashing, as on the real control plane. */
export const BEHAVIOUR = "backout.test/behaviour";
const HASH = "controller-revision-hash";

/** Plays, after every write, the StatefulSet controller with the policy OrderedReady and the kubelets; `delayMs` lies between two of their acts. Returns what ends it. */
export function playStatefulSets(store: StubStore, delayMs = 5): () => void {
	let timer: NodeJS.Timeout | null = null;
	const act = (): void => {
		timer = null;
		for (const set of store.list("statefulsets")) playSet(store, set);
	};
	const look = (): void => {
		timer ??= setTimeout(act, delayMs);
	};
	const stop = store.onChange(look);
	look();
	return () => {
		stop();
		if (timer !== null) clearTimeout(timer);
	};
}

function playSet(store: StubStore, set: JsonObject): void {
	const name = String(metadataOf(set)["name"]);
	const replicas = Number(partOf(set, "spec")["replicas"] ?? 1);
	const update = revisionOf(store, set);
	const pods = Array.from(
		{ length: replicas },
		(_, ordinal) => store.list("pods").find((pod) => metadataOf(pod)["name"] === `${name}-${ordinal}`) ?? null,
	);
	const isUpdated = (pod: JsonObject | null) => pod !== null && hashOf(pod) === update;
	const isDone = pods.every((pod) => isUpdated(pod) && isReady(pod));
	const ready = pods.filter(isReady).length;
	const status = {
		observedGeneration: metadataOf(set)["generation"],
		replicas: pods.filter((pod) => pod !== null).length,
		readyReplicas: ready,
		availableReplicas: ready,
		updatedReplicas: pods.filter(isUpdated).length,
		currentRevision: isDone ? update : (partOf(set, "status")["currentRevision"] ?? update),
		updateRevision: update,
	};
	if (JSON.stringify(status) !== JSON.stringify(set["status"])) store.put("statefulsets", { ...set, status });
	playPods(store, set, pods, update);
}

/** One act: whatever comes first in the controller's order. */
function playPods(store: StubStore, set: JsonObject, pods: readonly (JsonObject | null)[], update: string): void {
	for (const [ordinal, pod] of pods.entries()) {
		if (pod === null) return void store.put("pods", newPod(set, ordinal, update));
		if (isReady(pod)) continue;
		if (partOf(metadataOf(pod), "annotations")[BEHAVIOUR] === undefined) store.put("pods", { ...pod, status: READY });
		return;
	}
	const old = pods.findLast((pod) => pod !== null && hashOf(pod) !== update);
	if (old) store.remove("pods", String(metadataOf(old)["name"]));
}

const READY: JsonObject = { phase: "Running", conditions: [{ type: "Ready", status: "True" }], containerStatuses: [] };
const crashing = (container: string): JsonObject => ({
	phase: "Running",
	conditions: [{ type: "Ready", status: "False" }],
	containerStatuses: [
		{
			name: container,
			restartCount: 3,
			state: { waiting: { reason: "CrashLoopBackOff" } },
			lastState: { terminated: { exitCode: 1, reason: "Error" } },
		},
	],
});

function newPod(set: JsonObject, ordinal: number, revision: string): JsonObject {
	const { name, namespace, uid } = metadataOf(set);
	const template = partOf(partOf(set, "spec"), "template");
	const metadata = metadataOf(template);
	const isBroken = partOf(metadata, "annotations")[BEHAVIOUR] !== undefined;
	return {
		metadata: {
			...metadata,
			name: `${String(name)}-${ordinal}`,
			namespace,
			labels: { ...partOf(metadata, "labels"), [HASH]: revision },
			ownerReferences: [{ apiVersion: "apps/v1", kind: "StatefulSet", name, uid, controller: true }],
		},
		spec: template["spec"] ?? {},
		status: isBroken ? crashing("app") : { phase: "Pending", conditions: [{ type: "Ready", status: "False" }] },
	};
}

/** The name of the template's ControllerRevision, which is made when there is none yet; its number is the highest. */
function revisionOf(store: StubStore, set: JsonObject): string {
	const { name, namespace, uid } = metadataOf(set);
	const template = partOf(partOf(set, "spec"), "template");
	const revision = `${String(name)}-${createHash("sha256").update(JSON.stringify(template)).digest("hex").slice(0, 9)}`;
	const all = store.list("controllerrevisions");
	const newest = Math.max(0, ...all.map((one) => Number(one["revision"])));
	const known = all.find((one) => metadataOf(one)["name"] === revision);
	if (known !== undefined && known["revision"] === newest) return revision;
	store.put("controllerrevisions", {
		metadata: {
			...metadataOf(known ?? {}),
			name: revision,
			namespace,
			labels: partOf(metadataOf(template), "labels"),
			ownerReferences: [{ apiVersion: "apps/v1", kind: "StatefulSet", name, uid, controller: true }],
		},
		revision: newest + 1,
		data: { spec: { template: { ...template, $patch: "replace" } } },
	});
	return revision;
}

function isReady(pod: JsonObject | null): boolean {
	const conditions = pod === null ? [] : partOf(pod, "status")["conditions"];
	return Array.isArray(conditions) && conditions.some((one: JsonObject) => one["type"] === "Ready" && one["status"] === "True");
}

function hashOf(pod: JsonObject): unknown {
	return partOf(metadataOf(pod), "labels")[HASH];
}
