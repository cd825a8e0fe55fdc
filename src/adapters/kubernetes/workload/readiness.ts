import type { Readiness } from "../../../core/adapter.ts";
import { errorText } from "../../../core/error.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { Window } from "../../../core/signal.ts";
import type { KubernetesApi } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import type { WorkloadKind } from "./kind.ts";
import { isPodOf, isReady, type Pod, podOf, restartSince, type Trouble, troubleOf } from "./pods.ts";
import { currentRevision, type SeenHistory, type WorkloadReader } from "./reader.ts";
import type { Revision } from "./revision.ts";
import { blockersOf, stuckOf } from "./stuck/pods.ts";
import { stuckText } from "./stuck/words.ts";

/** Coverage row 3: the last 50 lines. */
const LOG_LINES = 50;
const MOST_BYTES = 64 * 1024;

/** Whether a workload's pods are up, and have stayed up within the window; with the last lines of a container that fails. Throws what the API throws. */
export async function workloadReadiness(
	api: KubernetesApi,
	kind: WorkloadKind,
	reader: WorkloadReader,
	{ from }: Window,
	deadline: AbortSignal,
): Promise<Readiness> {
	const limits = { signal: deadline };
	const seen = await reader.history(limits);
	const pods = { ...RESOURCES.pods, namespace: api.cluster.namespace, name: null };
	const { items } = await api.list(pods, { labelSelector: seen.workload.selector }, limits);
	const { trouble, ...told } = readinessOf(kind, seen, items.map(podOf), Date.parse(from));
	return { ...told, excerpt: trouble?.hasLog === true ? await lastLines(api, trouble, deadline) : null };
}

/** Pure. What is under way, or wanted to be nothing, is not known to be ready; it fails when its pods do, or when the cluster gave it up. */
export function readinessOf(kind: WorkloadKind, seen: SeenHistory, pods: readonly Pod[], sinceMs: number) {
	const current = currentRevision(seen);
	const rollout = kind.rolloutOf(seen.object, current?.name ?? null);
	const live = current === null ? [] : pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && isPodOf(pod, current.name));
	const troubles = [...live.flatMap((pod) => failureOf(pod, sinceMs) ?? []), ...stuckBehind(kind, seen, pods)];
	const [trouble = null] = troubles;
	const isPartial = trouble !== null && live.some((pod) => isReady(pod) && failureOf(pod, sinceMs) === null);
	const more = troubles.length > 1 ? ` (and ${troubles.length - 1} more pods)` : "";
	const whole = { isPartial: false, standIn: null, detail: rollout.detail, trouble };
	const standIn = isPartial ? null : standInOf(seen, current, pods);
	if (trouble !== null) return { ...whole, isReady: false, isPartial, standIn, detail: `${rollout.detail}; ${trouble.text}${more}` };
	if (rollout.state === "stuck") return { ...whole, isReady: false, standIn };
	if (seen.workload.replicas === 0) return { ...whole, isReady: null, detail: "it is meant to have no pods" };
	return { ...whole, isReady: rollout.state === "complete" ? true : null };
}

/** Pods of another revision that fail and that the roll-out waits for in vain: without them told, it would seem to be on its way. */
function stuckBehind(kind: WorkloadKind, { object }: SeenHistory, pods: readonly Pod[]): readonly Trouble[] {
	const order = kind.podOrderOf(object);
	if (order?.isObserved !== true) return [];
	return stuckOf(blockersOf(order, pods, order.updateRevision)).flatMap((blocker) => {
		const trouble = troubleOf(blocker.pod);
		return trouble?.container == null ? [] : [{ ...trouble, text: stuckText(blocker) }];
	});
}

/** More than half of what is wanted: with less, the service is down for many (the same half by which a service whose requests fail is called down). */
function standInOf({ workload }: SeenHistory, current: Revision | null, pods: readonly Pod[]): string | null {
	const older = pods.filter((pod) => isReady(pod) && (current === null || !isPodOf(pod, current.name))).length;
	if (older * 2 <= workload.replicas) return null;
	return `${formatQuantity(older, "ready pod")} of an earlier revision still ${older === 1 ? "serves" : "serve"}`;
}

/** A pod that has no node yet is not the release's failure. */
function failureOf(pod: Pod, sinceMs: number): Trouble | null {
	const trouble = troubleOf(pod);
	return trouble !== null && trouble.container !== null ? trouble : restartSince(pod, sinceMs);
}

/** What the container that ended said last: the one that runs now has hardly begun. */
async function lastLines(api: KubernetesApi, { pod, container }: Trouble, signal: AbortSignal): Promise<string | null> {
	const path = { ...RESOURCES.pods, namespace: api.cluster.namespace, name: pod, subresource: "log" };
	const query = { container: container ?? undefined, tailLines: LOG_LINES, limitBytes: MOST_BYTES };
	const ask = async (previous: boolean): Promise<string> => await api.text(path, { ...query, previous }, { signal });
	const text = await ask(true)
		.catch(() => ask(false))
		.catch((thrown: unknown) => `(no log: ${errorText(thrown)})`);
	return text.trim() === "" ? null : text.trimEnd();
}
