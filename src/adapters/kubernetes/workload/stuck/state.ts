import type { StepState } from "../../../../core/step.ts";
import { type Pod, troubleOf } from "../pods.ts";
import type { PodOrder } from "./order.ts";
import { type Blocker, blockersOf, stuckOf } from "./pods.ts";
import { blockerName, blockerText } from "./words.ts";

/** What is known beside the roll-out's own state. */
export interface Standing {
	readonly order: PodOrder;
	readonly pods: readonly Pod[];
	/** Milliseconds since the epoch. */
	readonly nowMs: number;
}

/** What the workload shows of the step that replaces stuck pods; `rollout` is the state of the roll-out that they hold up. */
export function stateOfReplacing(rollout: StepState, { order, pods, nowMs }: Standing): StepState {
	if (rollout.state === "untouched") return { state: "unknown", detail: `its template is not the wanted one: ${rollout.detail}` };
	if (rollout.state !== "landing" || !order.isObserved) return rollout;
	const blockers = blockersOf(order, pods, order.updateRevision);
	const stuck = stuckOf(blockers);
	if (stuck.length > 0) return { state: "untouched", detail: `still to be deleted: ${stuck.map(blockerName).join(", ")}` };
	return { ...rollout, detail: `${rollout.detail}${firstText(blockers, nowMs)}` };
}

/**
 * The state of a roll-out that no step replaces pods for. One that became stuck after the plan was made ends it where the cluster itself says that the pod
 * fails: nothing would happen until the deadline. One that is only not ready may become so.
 */
export function stateBehindPods(rollout: StepState, { order, pods, nowMs }: Standing): StepState {
	if (rollout.state !== "landing" || !order.isObserved) return rollout;
	const blockers = blockersOf(order, pods, order.updateRevision);
	const [first] = blockers;
	const isFailing = first?.kind === "stuck" && first.pod !== null && (troubleOf(first.pod)?.container ?? null) !== null;
	const detail = `${rollout.detail}${firstText(blockers, nowMs)}`;
	return isFailing ? { state: "broken", detail: `${detail}. Plan again: the new plan deletes it` } : { ...rollout, detail };
}

/** A pod of the wanted revision is told about where its own troubles are, and one that is about to be made needs no words. */
function firstText([first]: readonly Blocker[], nowMs: number): string {
	return first === undefined || first.kind === "wanted" || first.kind === "coming" ? "" : `; ${blockerText(first, nowMs)}`;
}
