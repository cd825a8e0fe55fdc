import type { Goal, Proposal } from "./adapter.ts";

/** The rule of a target's answer to a goal that it has no means for; an action target that says so has no part in the plan. */
export const UNSUPPORTED_GOAL = "unsupported-goal";

const IN_WORDS: Readonly<Record<Goal["kind"], string>> = {
	return: "return to a release",
	flush: "empty a cache",
	disable: "switch anything off",
	"stop-writes": "stop writes",
	"resume-writes": "let writes through again",
};

/** `stop writes`: a goal as a sentence says it. */
export function goalText({ kind }: Pick<Goal, "kind">): string {
	return IN_WORDS[kind];
}

/** The answer of a target that has no means for the goal; `what`: how it is called, "a Helm release". `fix`: left out, the user's own command. */
export function unsupportedGoal(goal: Pick<Goal, "kind">, what: string, fix?: string): Extract<Proposal, { kind: "refused" }> {
	return {
		kind: "refused",
		rule: UNSUPPORTED_GOAL,
		reason: `${what} cannot ${goalText(goal)}.`,
		fix: fix ?? `Give the service a target under \`after\` with a command of yours for it: \`exec: { ${goal.kind}: [./ops/…] }\`.`,
	};
}
