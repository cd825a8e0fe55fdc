import { awsCommand } from "../../aws/hand.ts";
import { awsPlaceText } from "../../aws/settings.ts";
import { BackoutError } from "../../core/error.ts";
import type { Step } from "../../core/step.ts";
import type { LambdaConfig } from "./config.ts";

export function functionNotFound(place: LambdaConfig, cause: unknown): BackoutError {
	const where = awsPlaceText(place);
	return new BackoutError({
		code: "lambda.function-not-found",
		message: `there is no Lambda function ${place.function}${where === "" ? "" : ` (${where})`}`,
		fix: `see that the name, the region and the account are right: \`${awsCommand(place, "lambda", "list-functions")}\` lists what there is`,
		cause,
	});
}

/** `known`: the aliases there are; null when they may not be listed. */
export function aliasNotFound(place: LambdaConfig, known: readonly string[] | null, cause: unknown): BackoutError {
	const there = known === null ? "" : known.length === 0 ? "; it has none" : `; it has ${known.join(", ")}`;
	return new BackoutError({
		code: "lambda.alias-not-found",
		message: `the function ${place.function} has no alias ${place.alias}${there}`,
		fix: `name one of them in \`alias:\`, or make it: \`${awsCommand(place, "lambda", "create-alias", "--function-name", place.function, "--name", place.alias, "--function-version", "VERSION")}\``,
		cause,
	});
}

/** The alias changed between the read and the write. */
export function aliasMoved(place: LambdaConfig, cause: unknown): BackoutError {
	return new BackoutError({
		code: "lambda.alias-moved",
		message: `somebody else changed the alias ${place.alias} of ${place.function} meanwhile`,
		fix: "look at `backout status`, then plan again",
		cause,
	});
}

/** The alias is not where the plan saw it. */
export function moved(place: LambdaConfig, detail: string): BackoutError {
	return new BackoutError({
		code: "lambda.moved",
		message: `the alias ${place.alias} of ${place.function} is not as the plan expects: ${detail}`,
		fix: "look at `backout status`, then plan again",
	});
}

/** The payload is none of this adapter's. */
export function badPayload(step: Step): BackoutError {
	return new BackoutError({
		code: "lambda.bad-payload",
		message: `step ${step.id} holds no payload of the lambda adapter`,
		fix: "make the plan anew with `backout plan`",
	});
}

/** Nothing was begun. */
export function aborted(step: Step): BackoutError {
	return new BackoutError({
		code: "lambda.aborted",
		message: `step ${step.id} was ended before it began`,
		fix: "`backout resume` goes on",
	});
}
