import type { Goal, Proposal } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { Step } from "../../../core/step.ts";

/** The answer to a goal that a place of traffic cannot bring about. */
export function cannot({ kind }: Goal, what: string): Proposal {
	return {
		kind: "refused",
		rule: "unsupported-goal",
		reason: `a ${what} cannot ${kind}`,
		fix: "use a target that can for this goal",
	};
}

/** The error for a step of another target. */
export function foreignStep(step: Step): BackoutError {
	return new BackoutError({
		code: "kubernetes.bad-payload",
		message: `step ${step.id} is none of this target's`,
		fix: "make the plan anew with `backout plan`",
	});
}
