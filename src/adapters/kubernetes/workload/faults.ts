import { BackoutError } from "../../../core/error.ts";
import type { Step } from "../../../core/step.ts";
import type { ClusterName } from "../api/port.ts";
import type { WorkloadPlace } from "../config.ts";
import type { WorkloadObstacle } from "./obstacle.ts";

/** What is in place is none of its revisions. */
export function noCurrent({ name }: WorkloadPlace, word: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.current-unknown",
		message: `the template of ${word} ${name} belongs to none of its revisions`,
		fix: "its controller has not taken the last change up yet, or it is paused: look at `kubectl rollout status`, then ask again",
		retryable: true,
	});
}

/** Somebody else deployed since the plan. */
export function moved({ name }: WorkloadPlace, detail: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.moved",
		message: `${name} is not as the plan expects: ${detail}`,
		fix: "look at `backout status`, then plan again",
	});
}

/** It cannot be rolled back as it is by now. */
export function obstructed({ rule, reason, fix }: WorkloadObstacle, cluster: ClusterName): BackoutError {
	return new BackoutError({ code: `kubernetes.${rule}`, message: reason, fix: fix(cluster) });
}

/** Nothing was begun. */
export function aborted(step: Step): BackoutError {
	return new BackoutError({
		code: "kubernetes.aborted",
		message: `step ${step.id} was ended before it began`,
		fix: "`backout resume` goes on",
	});
}
