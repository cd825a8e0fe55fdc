import type { StepCall } from "../../../../core/adapter.ts";
import { BackoutError } from "../../../../core/error.ts";
import type { StepState } from "../../../../core/step.ts";
import type { KubernetesApi } from "../../api/port.ts";
import { RESOURCES } from "../../api/resources.ts";
import { Alarm } from "../../following/alarm.ts";
import { follow } from "../../following/follow.ts";
import { PodWatcher } from "../../following/pod-watcher.ts";
import { WatchedObjects } from "../../following/watched.ts";
import { isPodOf, type Pod } from "../pods.ts";
import type { Seen, WorkloadReader } from "../reader.ts";
import type { PodOrder } from "./order.ts";
import { blockersOf } from "./pods.ts";
import { blockerName, blockerText } from "./words.ts";

/** What the replacing works on. */
export interface Replacing {
	readonly api: KubernetesApi;
	readonly reader: WorkloadReader;
	/** Null: its controller waits for no pod. */
	orderOf(seen: Seen): PodOrder | null;
	/** What is seen of the step. */
	stateOf(seen: Seen, pods: readonly Pod[]): Promise<StepState>;
	/** Milliseconds since the epoch. */
	now(): number;
}

/**
 * Deletes the pods that the roll-out would wait for for good, each when the controller has come to it, until the roll-out is complete or the call's signal
 * aborts. Throws `kubernetes.moved` when the template is no longer the wanted one.
 */
export async function replaceStuck(replacing: Replacing, call: StepCall): Promise<void> {
	const { api, reader } = replacing;
	const { workload: read } = await reader.workload({ signal: call.signal });
	const alarm = new Alarm();
	const workload = new WatchedObjects(api, reader.path, "", alarm);
	let wanted: string | null = null;
	/** What was sent: the watch may not have brought its effect yet. */
	const sent = new Set<string>();
	const pods = new PodWatcher(api, read.selector, (pod) => wanted !== null && isPodOf(pod, wanted), alarm);
	const look = async (): Promise<StepState> => {
		const [object] = workload.all() ?? [];
		const seen = object === undefined ? await reader.workload({ signal: call.signal }) : reader.seen(object);
		wanted = replacing.orderOf(seen)?.updateRevision ?? null;
		return await replaceFirst(replacing, seen, pods.pods() ?? [], sent, call);
	};
	await follow({ watched: [workload, pods], beside: () => [], look, trouble: () => pods.trouble() }, alarm, call);
}

/** Deletes the pod that the controller waits for, when it is one that has to be. */
async function replaceFirst(replacing: Replacing, seen: Seen, pods: readonly Pod[], sent: Set<string>, call: StepCall): Promise<StepState> {
	const state = await demanded(replacing, seen, pods);
	const order = replacing.orderOf(seen);
	if (state.state !== "untouched" || order === null) return state;
	const [first] = blockersOf(order, pods, order.updateRevision);
	if (first === undefined) return { state: "landing", detail: state.detail };
	if (first.kind !== "stuck" || first.pod === null) return { state: "landing", detail: blockerText(first, replacing.now()) };
	// What the watch knows may be old by now: the template is asked for anew before every deletion, the pod's own version is the server's to check.
	const fresh = await replacing.reader.workload({ signal: call.signal });
	if ((await demanded(replacing, fresh, pods)).state !== "untouched") return { state: "landing", detail: "its pods have just changed" };
	const version = `${first.pod.metadata.uid}/${first.pod.metadata.resourceVersion}`;
	if (!sent.has(version)) {
		call.progress(`deleting ${blockerName(first)}`);
		sent.add(version);
		await removePod(replacing.api, first.pod, call);
	}
	return { state: "landing", detail: `${first.name} was deleted and comes back of the wanted revision` };
}

/** The state, unless somebody else deployed meanwhile. */
async function demanded({ reader, stateOf }: Replacing, seen: Seen, pods: readonly Pod[]): Promise<StepState> {
	const state = await stateOf(seen, pods);
	if (state.state !== "unknown") return state;
	throw new BackoutError({
		code: "kubernetes.moved",
		message: `${reader.path.name} is not as the plan expects: ${state.detail}`,
		fix: "look at `backout status`, then plan again",
	});
}

/** One that changed since it was seen, became ready for example, is left alone: the next look tells. */
async function removePod(api: KubernetesApi, { metadata: { name, uid, resourceVersion } }: Pod, call: StepCall): Promise<void> {
	try {
		await api.remove({ ...RESOURCES.pods, namespace: api.cluster.namespace, name }, { uid, resourceVersion }, { signal: call.signal });
	} catch (thrown) {
		const isOther = thrown instanceof BackoutError && (thrown.code === "kubernetes.conflict" || thrown.code === "kubernetes.not-found");
		if (!isOther) throw thrown;
	}
}
