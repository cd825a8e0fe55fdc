import type { StepState } from "../../../core/step.ts";
import type { PayloadOf } from "../payload.ts";
import type { WorkloadKind } from "./kind.ts";
import { isSameTemplate, objectOf } from "./pod-template.ts";
import type { Seen } from "./reader.ts";
import type { Revision } from "./revision.ts";
import type { Rollout } from "./rollout.ts";

/** What `kubectl rollout restart` writes on the pods (k8s.io/kubectl/pkg/polymorphichelpers/objectrestarter.go). */
export const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

/** What a workload shows of an undo; `from` is null when nobody knows it any more. */
export function stateOfUndo(kind: WorkloadKind, seen: Seen, to: Revision, from: Revision | null): StepState {
	const { template } = seen.workload;
	if (isSameTemplate(template, to.template)) return stateOfRollout(kind.rolloutOf(seen.object, to.name));
	if (from !== null && isSameTemplate(template, from.template)) return { state: "untouched", detail: `it still runs ${from.name}` };
	return { state: "unknown", detail: "somebody else deployed meanwhile: its template is neither the one before nor the wanted one" };
}

/** What a workload shows of a restart. */
export function stateOfRestart(kind: WorkloadKind, seen: Seen, payload: PayloadOf<"restart">): StepState {
	const at = restartedAt(seen);
	if (at !== payload.at) return { state: "untouched", detail: "its pods have not been told to restart yet" };
	return stateOfRollout(kind.rolloutOf(seen.object, null));
}

/** What a workload shows of a change of its template that a following step waits for: `whole` is the state of the whole roll-out. */
export function stateWhenTaken(kind: WorkloadKind, { object }: Seen, whole: StepState): StepState {
	if (whole.state !== "landing" && whole.state !== "broken") return whole;
	if (kind.podOrderOf(object)?.isObserved === true) return { state: "landed", detail: "its controller has taken the template" };
	return { state: "landing", detail: "its controller has not seen the change yet" };
}

function restartedAt({ workload }: Seen): unknown {
	return objectOf(objectOf(workload.template["metadata"])["annotations"])[RESTARTED_AT];
}

function stateOfRollout({ state, detail, fix }: Rollout): StepState {
	if (state === "complete") return { state: "landed", detail };
	return { state: state === "stuck" ? "broken" : "landing", detail, ...(fix === undefined ? {} : { fix }) };
}
