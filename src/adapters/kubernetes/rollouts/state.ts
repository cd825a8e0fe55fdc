import type { StepState } from "../../../core/step.ts";
import { isSameTemplate } from "../workload/pod-template.ts";
import type { Seen } from "../workload/reader.ts";
import type { Revision } from "../workload/revision.ts";
import type { Rollout } from "../workload/rollout.ts";
import type { RolloutPayload } from "./payload.ts";
import { hashIn, isSeen, isUpdating, progressOf, type RolloutObject, rolloutOf } from "./rollout.ts";

/** What a Rollout shows of a step; `to` is the revision that an undo returns to, null for other steps. */
export function stateOfRollout(seen: Seen, payload: RolloutPayload, to: Revision | null): StepState {
	const rollout = rolloutOf(seen.object);
	if (payload.kind === "rollout-abort") return stateOfAbort(rollout, payload.from);
	if (payload.kind === "rollout-promote") return stateOfPromotion(rollout, payload.to);
	return stateOfUndo(rollout, seen, payload, to);
}

function stateOfAbort(rollout: RolloutObject, from: string): StepState {
	const { status, metadata } = rollout;
	if (status.abort === true) return { state: "landed", detail: "its update is aborted; the traffic goes to the stable pods" };
	// The controller forgets the abort as soon as it takes up another template.
	if (!isUpdating(rollout) || status.currentPodHash !== hashIn(from, metadata.name))
		return { state: "landed", detail: "that update is no longer under way" };
	return { state: "untouched", detail: `its update is under way: ${status.message ?? status.phase ?? "no phase"}` };
}

function stateOfUndo(
	rollout: RolloutObject,
	{ workload }: Seen,
	payload: Extract<RolloutPayload, { kind: "rollout-undo" }>,
	to: Revision | null,
): StepState {
	const { status, metadata } = rollout;
	const isPatched = to !== null && isSameTemplate(workload.template, to.template);
	if (isSeen(rollout) && status.currentPodHash === hashIn(payload.to, metadata.name)) {
		if (!payload.isWhole) return { state: "landed", detail: "the Rollout controller has taken the template up" };
		return stateOf(progressOf(rollout, payload.to));
	}
	if (isPatched || !isSeen(rollout)) return { state: "landing", detail: "the Rollout controller has not taken the last change up yet" };
	if (payload.from !== null && status.currentPodHash === hashIn(payload.from, metadata.name))
		return { state: "untouched", detail: `it still wants ${payload.from}` };
	return { state: "unknown", detail: "somebody else changed it meanwhile: it wants neither the revision before nor the one returned to" };
}

function stateOfPromotion(rollout: RolloutObject, to: string): StepState {
	const { status, metadata } = rollout;
	if (status.currentPodHash !== hashIn(to, metadata.name))
		return { state: "unknown", detail: "somebody else changed it meanwhile: it no longer wants the revision returned to" };
	if (status.stableRS !== status.currentPodHash && status.promoteFull !== true)
		return { state: "untouched", detail: `it goes step by step: ${status.message ?? status.phase ?? "no phase"}` };
	return stateOf(progressOf(rollout, to));
}

function stateOf({ state, detail }: Rollout): StepState {
	if (state === "complete") return { state: "landed", detail };
	return { state: state === "stuck" ? "broken" : "landing", detail };
}
