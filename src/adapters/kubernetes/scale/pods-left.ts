import type { StepCall } from "../../../core/adapter.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { CallLimits, KubernetesApi, ResourceKind, ResourcePath } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { isControlledBy, metadataShape, shaped } from "../object.ts";
import { isCode } from "../steering/read.ts";
import type { Workload } from "../workload/kind.ts";
import { objectOf } from "../workload/pod-template.ts";
import { type Pod, podOf } from "../workload/pods.ts";

/** Whose pods are meant: the workload's, by its selector, and those of the objects that it keeps (its ReplicaSets). */
export interface PodOwner {
	readonly selector: string;
	readonly uids: ReadonlySet<string>;
}

/** Who owns the pods of the workload; `history`: the kind of the objects that keep its revisions. */
export async function podOwner(api: KubernetesApi, workload: Workload, history: ResourceKind, limits: CallLimits): Promise<PodOwner> {
	const { uid } = workload.metadata;
	const all = { ...history, namespace: api.cluster.namespace, name: null };
	const { items } = await api.list(all, { labelSelector: workload.selector }, limits);
	const kept = items.map((item) => shaped(metadataShape, objectOf(item["metadata"]), "an object that a workload keeps"));
	const own = kept.filter((metadata) => isControlledBy(metadata, uid)).map((metadata) => metadata.uid);
	return { selector: workload.selector, uids: new Set([uid, ...own]) };
}

/** The pods that still run, those that are ending included: a workload does not count these any more, but they may still write. */
export async function podsLeft(api: KubernetesApi, owner: PodOwner, limits: CallLimits): Promise<readonly Pod[]> {
	const { items } = await api.list(podsPath(api), { labelSelector: owner.selector }, limits);
	return items.map(podOf).filter((pod) => isLeft(pod, owner));
}

/** Waits by watch until no pod is left, or one is there that nobody has told to end; tells the call's `progress` what is left. Ends when the call's signal aborts. */
export async function podsEnded(api: KubernetesApi, owner: PodOwner, call: StepCall): Promise<void> {
	while (!call.signal.aborted) {
		try {
			if (await watchOnce(api, owner, call)) return;
		} catch (thrown) {
			if (call.signal.aborted) return;
			if (!isCode(thrown, "kubernetes.expired")) throw thrown;
		}
	}
}

/** `2 pods are still ending: checkout-5d9f-abcde, …`. */
export function endingText(pods: readonly Pod[]): string {
	const names = pods.slice(0, 3).map(({ metadata }) => metadata.name);
	return `${formatQuantity(pods.length, "pod")} still ${pods.length === 1 ? "ends" : "end"}: ${names.join(", ")}${pods.length > names.length ? ", …" : ""}`;
}

async function watchOnce(api: KubernetesApi, owner: PodOwner, call: StepCall): Promise<boolean> {
	const path = podsPath(api);
	const query = { labelSelector: owner.selector };
	const { items, resourceVersion } = await api.list(path, query, { signal: call.signal });
	const left = new Map(items.map(podOf).map((pod) => [pod.metadata.name, pod]));
	const isOver = (): boolean => {
		const pods = [...left.values()].filter((pod) => isLeft(pod, owner));
		if (pods.length > 0) call.progress(endingText(pods));
		return pods.length === 0 || pods.some(({ metadata }) => metadata.deletionTimestamp === undefined);
	};
	if (isOver()) return true;
	for await (const { type, object } of api.watch(path, { ...query, resourceVersion }, call.signal)) {
		if (type === "BOOKMARK") continue;
		const pod = podOf(object);
		if (type === "DELETED") left.delete(pod.metadata.name);
		else left.set(pod.metadata.name, pod);
		if (isOver()) return true;
	}
	return call.signal.aborted;
}

/** A pod that has finished or was evicted runs nothing; its object may stay for long. */
function isLeft({ metadata, status }: Pod, { uids }: PodOwner): boolean {
	return status.phase !== "Succeeded" && status.phase !== "Failed" && [...uids].some((uid) => isControlledBy(metadata, uid));
}

function podsPath(api: KubernetesApi): ResourcePath {
	return { ...RESOURCES.pods, namespace: api.cluster.namespace, name: null };
}
