import { awsCommand } from "../../aws/hand.ts";
import { awsPlaceText } from "../../aws/settings.ts";
import { BackoutError } from "../../core/error.ts";
import type { Step } from "../../core/step.ts";
import type { EcsConfig } from "./config.ts";

export function clusterNotFound(place: EcsConfig, cause: unknown): BackoutError {
	return new BackoutError({
		code: "ecs.cluster-not-found",
		message: `there is no ECS cluster ${place.cluster}${whereOf(place)}`,
		fix: `see that the name, the region and the account are right: \`${awsCommand(place, "ecs", "list-clusters")}\` lists what there is`,
		cause,
	});
}

export function serviceNotFound(place: EcsConfig): BackoutError {
	return new BackoutError({
		code: "ecs.service-not-found",
		message: `the ECS cluster ${place.cluster} has no service ${place.service}${whereOf(place)}`,
		fix: `see that the name and the cluster are right: \`${awsCommand(place, "ecs", "list-services", "--cluster", place.cluster)}\` lists what there is`,
	});
}

/** Somebody else deployed since the plan. */
export function moved(place: EcsConfig, detail: string): BackoutError {
	return new BackoutError({
		code: "ecs.moved",
		message: `the service ${place.service} is not as the plan expects: ${detail}`,
		fix: "look at `backout status`, then plan again",
	});
}

export function definitionGone(name: string): BackoutError {
	return new BackoutError({
		code: "ecs.task-definition-gone",
		message: `the task definition ${name} can no longer be read: it was deleted`,
		fix: "choose another release with --to, or deploy the old version anew",
	});
}

/** The payload is none of this adapter's. */
export function badPayload(step: Step): BackoutError {
	return new BackoutError({
		code: "ecs.bad-payload",
		message: `step ${step.id} holds no payload of the ecs adapter`,
		fix: "make the plan anew with `backout plan`",
	});
}

/** Nothing was begun. */
export function aborted(step: Step): BackoutError {
	return new BackoutError({ code: "ecs.aborted", message: `step ${step.id} was ended before it began`, fix: "`backout resume` goes on" });
}

function whereOf(place: EcsConfig): string {
	const text = awsPlaceText(place);
	return text === "" ? "" : ` (${text})`;
}
