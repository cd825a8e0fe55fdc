import type { Goal, Proposal } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { Step } from "../../../core/step.ts";
import { unsupportedGoal } from "../../../core/unsupported.ts";

/** The answer to a goal that a place of traffic cannot bring about: it moves requests, and its pods are other targets'. */
export function cannot(goal: Goal, what: string): Proposal {
	if (goal.kind !== "stop-writes" && goal.kind !== "resume-writes") return unsupportedGoal(goal, `A ${what}`);
	return unsupportedGoal(
		goal,
		`A ${what}`,
		"Name the Deployments whose pods it leads to as targets of their own (`kubernetes: { deployment: … }`): those are scaled.",
	);
}

/** The error for a step of another target. */
export function foreignStep(step: Step): BackoutError {
	return new BackoutError({
		code: "kubernetes.bad-payload",
		message: `step ${step.id} is none of this target's`,
		fix: "make the plan anew with `backout plan`",
	});
}
