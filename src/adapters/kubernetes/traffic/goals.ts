import type { Goal, Proposal } from "../../../core/adapter.ts";

/** The answer to a goal that a place of traffic cannot bring about. */
export function cannot({ kind }: Goal, what: string): Proposal {
	return {
		kind: "refused",
		rule: "unsupported-goal",
		reason: `a ${what} cannot ${kind}`,
		fix: "use a target that can for this goal",
	};
}
