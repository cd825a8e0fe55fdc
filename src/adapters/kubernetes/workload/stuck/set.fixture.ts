import type { VersionedTarget } from "../../../../core/adapter.ts";
import type { JsonObject } from "../../../../core/json.ts";
import { adapterContext } from "../../../../testing/adapter-context.ts";
import { BEHAVIOUR, playStatefulSets } from "../../../../testing/kubernetes/stub-stateful-set.ts";
import { metadataOf, partOf } from "../../../../testing/kubernetes/stub-store.ts";
import { kubernetesAdapter } from "../../index.ts";
import { type StubCluster, startStubCluster } from "../../traffic/stub-cluster.fixture.ts";
import type { Pod } from "../pods.ts";
import type { PodOrder } from "./order.ts";

/** A StatefulSet `orders` of three pods behind a stub of the API whose controller waits for each pod in turn. */
export interface StubSet {
	readonly cluster: StubCluster;
	readonly target: VersionedTarget;
	/** Writes the template as a second actor would; it crashes when it is told to. */
	deploy(image: string, isBroken?: boolean): void;
	/** `orders-0 v1`, `orders-2 v2 not ready`. */
	pods(): readonly string[];
	/** The names of the pods that were deleted through the API or by the controller, in order. */
	deleted(): readonly string[];
	stop(): Promise<void>;
}

export async function startStubSet(): Promise<StubSet> {
	const cluster = await startStubCluster(playStatefulSets);
	const { store } = cluster.stub;
	const config = kubernetesAdapter.schema.parse({ statefulSet: "orders", namespace: "shop", kubeconfig: cluster.place.kubeconfig });
	const target = await kubernetesAdapter.connect(config, adapterContext(cluster.place.directory));
	if (target.kind !== "versioned") throw new Error("a StatefulSet has releases");
	return {
		cluster,
		target,
		deploy(image, isBroken = false) {
			const spec = { replicas: 3, selector: { matchLabels: { app: "orders" } }, template: templateOf(image, isBroken) };
			const old = store.list("statefulsets")[0] ?? { metadata: { name: "orders", namespace: "shop" } };
			store.put("statefulsets", { ...old, spec });
		},
		pods: () => store.list("pods").map(podText).toSorted(),
		deleted: () =>
			store.changesSince("pods", 0).flatMap(({ type, object }) => (type === "DELETED" ? [String(metadataOf(object)["name"])] : [])),
		stop: () => cluster.stop(),
	};
}

function templateOf(image: string, isBroken: boolean): JsonObject {
	const annotations = isBroken ? { [BEHAVIOUR]: "crash" } : {};
	return { metadata: { labels: { app: "orders" }, annotations }, spec: { containers: [{ name: "app", image: `orders:${image}` }] } };
}

function podText(pod: JsonObject): string {
	const [container] = partOf(pod, "spec")["containers"] as readonly JsonObject[];
	const conditions = partOf(pod, "status")["conditions"] as readonly JsonObject[];
	const isReady = conditions.some(({ type, status }) => type === "Ready" && status === "True");
	return `${String(metadataOf(pod)["name"])} ${String(container?.["image"]).replace("orders:", "")}${isReady ? "" : " not ready"}`;
}

/** The order of a StatefulSet `orders` of three pods that goes from revision `orders-bad` back to `orders-good`. */
export function podOrder(change: Partial<PodOrder> = {}): PodOrder {
	return {
		name: "orders",
		uid: "uid-of-orders",
		first: 0,
		replicas: 3,
		updatesFrom: 0,
		isObserved: true,
		currentRevision: "orders-good",
		updateRevision: "orders-good",
		...change,
	};
}

/** One of its pods. */
export function pod(ordinal: number, revision: "good" | "bad", change: { readonly metadata?: object; readonly status?: object } = {}): Pod {
	return {
		metadata: {
			name: `orders-${ordinal}`,
			uid: `uid-${ordinal}`,
			resourceVersion: "7",
			creationTimestamp: "2026-11-30T00:00:00Z",
			labels: { "controller-revision-hash": `orders-${revision}` },
			ownerReferences: [{ kind: "StatefulSet", name: "orders", uid: "uid-of-orders", controller: true }],
			...change.metadata,
		},
		spec: { nodeName: "node-1" },
		status: {
			phase: "Running",
			conditions: [{ type: "Ready", status: "True" }],
			initContainerStatuses: [],
			containerStatuses: [],
			...change.status,
		},
	};
}

/** The status of a pod that came up and is not ready, without the cluster saying why. */
export const NOT_READY = { conditions: [{ type: "Ready", status: "False" }] };
/** The status of a pod that crashes. */
export const CRASHING = {
	...NOT_READY,
	containerStatuses: [
		{ name: "app", restartCount: 3, state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated: { exitCode: 1 } } },
	],
};
