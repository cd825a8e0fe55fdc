import { type FreezeKind, freezeWayBack, outageText } from "../core/freeze.ts";
import { type Place, placeText } from "../core/place.ts";
import type { Plan, Refusal } from "../core/plan.ts";
import { UNSUPPORTED_GOAL } from "../core/unsupported.ts";
import { type Answered, answersRefusal } from "./answers.ts";

/** What is planned, as far as a freeze goes by it. */
interface FreezeInput {
	readonly service: Place;
	readonly only: readonly string[] | null;
	readonly world: Plan["world"];
}

/** Whether an action target has a part in the plan: one that has no means for the goal has none, unless it was named. */
export function takesPart({ target, answer }: Answered, only: readonly string[] | null): boolean {
	if (only?.includes(target.name)) return true;
	const isRefused = answer?.kind === "proposal" && answer.proposal.kind === "refused";
	return !(isRefused && answer.proposal.rule === UNSUPPORTED_GOAL);
}

/** Writes are stopped at the edge first, and let through there last. */
export function inOrder(kind: Plan["kind"], versioned: readonly Answered[], actions: readonly Answered[]): readonly Answered[] {
	return kind === "stop-writes" ? [...actions, ...versioned] : [...versioned, ...actions];
}

/** Why a service is neither stopped nor brought back; the fix names the targets that could be alone. */
export function freezeRefusal(answered: readonly Answered[]): Refusal | null {
	const refused = answersRefusal(answered);
	if (refused === null) return null;
	const able = answered.flatMap(({ target, answer }) =>
		answer?.kind === "proposal" && answer.proposal.kind === "steps" ? [target.name] : [],
	);
	return able.length === 0 ? refused : { ...refused, fix: `${refused.fix} Or do without it: \`--only ${able.join(",")}\`.` };
}

/** Refused when no target has anything to do, with what each of them says. */
export function idleRefusal(kind: FreezeKind, { service }: Pick<FreezeInput, "service">, answered: readonly Answered[]): Refusal {
	const said = answered.flatMap(({ target, answer }) =>
		answer?.kind === "proposal" && answer.proposal.kind === "nothing" ? [`${target.name}: ${answer.proposal.reason}`] : [],
	);
	const isStop = kind === "stop-writes";
	return {
		rule: isStop ? "nothing-to-stop" : "nothing-to-resume",
		reason: `No target of ${placeText(service)} has anything to ${isStop ? "stop" : "bring back"}. ${said.join("; ")}.`,
		fix: isStop
			? `See what it is doing with \`backout status ${service.service}\`; if it is stopped: \`${freezeWayBack(kind, service, null)}\`.`
			: `See what it is doing with \`backout status ${service.service}\`.`,
	};
}

/** What a person must know before they say yes, the loudest first. */
export function freezeWarnings(kind: FreezeKind, input: FreezeInput, steps: Plan["steps"]): readonly string[] {
	if (steps.length === 0) return [];
	if (kind === "resume-writes")
		return ["Writes go through again from the first step on: see first that what they were stopped for is mended."];
	const back = freezeWayBack(kind, input.service, input.only);
	return [`${outageText({ steps, world: input.world })} from its step on, until it is brought back: ${back}`];
}
