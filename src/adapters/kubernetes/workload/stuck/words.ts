import { troubleOf } from "../pods.ts";
import type { Blocker } from "./pods.ts";

/** A kubelet that is there has removed a pod long before this after its grace is over, in milliseconds. */
const OVERDUE_MS = 30_000;

/** `orders-2 (of orders-6d5f, not ready: app waits: CrashLoopBackOff)`. */
export function blockerName({ name, pod }: Blocker): string {
	if (pod === null) return name;
	const revision = pod.metadata.labels?.["controller-revision-hash"];
	const trouble = troubleOf(pod)?.text.replace(`${name}: `, "") ?? null;
	return `${name} (${revision === undefined ? "" : `of ${revision}, `}not ready${trouble === null ? "" : `: ${trouble}`})`;
}

/** What the controller waits for, and where only a person can help what to decide. `nowMs` since the epoch. */
export function blockerText(blocker: Blocker, nowMs: number): string {
	const { name, kind } = blocker;
	if (kind === "coming") return `${name} is about to be made`;
	if (kind === "ending") return endingText(blocker, nowMs);
	const who = blockerName(blocker);
	if (kind === "wanted") return `the controller waits for ${who}, which is of the wanted revision`;
	if (kind === "held")
		return `the controller waits for ${who}, and the partition keeps that pod on its revision: lower spec.updateStrategy.rollingUpdate.partition, then plan again`;
	return stuckText(blocker);
}

/** Of one that only its deletion helps. */
export function stuckText(blocker: Blocker): string {
	return `the controller touches no other pod before ${blockerName(blocker)} is ready: it must be deleted`;
}

/** `deletionTimestamp` is when the pod's grace ends, not when it was deleted (kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta). */
function endingText({ name, pod }: Blocker, nowMs: number): string {
	if (pod === null || !isOverdue(pod.metadata.deletionTimestamp, nowMs)) return `${name} is ending`;
	const since = `${name} should have ended at ${pod.metadata.deletionTimestamp}`;
	const finalizers = pod.metadata.finalizers ?? [];
	if (finalizers.length > 0) return `${since}: its finalizers hold it (${finalizers.join(", ")}), see who is to remove them`;
	return `${since}, and its node ${pod.spec.nodeName ?? "(none)"} has not said that it did. ${LOST_NODE}`;
}

/** kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod, and concepts/cluster-administration/node-shutdown (non-graceful). */
const LOST_NODE =
	"Backout never forces that: two pods of one name may write to one volume. A person must make sure that the node is off, then delete the Node or taint it with node.kubernetes.io/out-of-service=nodeshutdown:NoExecute; or bring it back";

/** Whether the pod should be gone since a while. */
export function isOverdue(deletionTimestamp: string | undefined, nowMs: number): boolean {
	return deletionTimestamp !== undefined && nowMs - Date.parse(deletionTimestamp) > OVERDUE_MS;
}
