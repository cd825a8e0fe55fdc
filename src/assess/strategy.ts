import type { Severity } from "../core/assessment.ts";

/** A way to get rid of a bad release; times are the runbooks' own (000, 004), first estimates until Backout has measured. */
export interface Strategy {
	readonly name: "platform-rollback" | "revert" | "hotfix" | "tag";
	/** Minutes from deciding to well again, at least and at most. */
	readonly minutes: readonly [number, number];
	readonly loses: string;
	readonly text: string;
}

export const STRATEGIES: Readonly<Record<Strategy["name"], Strategy>> = {
	"platform-rollback": {
		name: "platform-rollback",
		minutes: [2, 5],
		loses: "nothing in git: the revert must still follow",
		text: "roll the platform back (2–5 min)",
	},
	revert: { name: "revert", minutes: [5, 10], loses: "the whole change", text: "revert the change and let CI deploy (about 10 min)" },
	hotfix: { name: "hotfix", minutes: [30, 60], loses: "nothing, at more risk", text: "ship a hotfix (30–60 min)" },
	tag: { name: "tag", minutes: [10, 30], loses: "every deploy since the tag", text: "deploy an older tag" },
};

/** Coverage row 28: what fits the severity, the first choice first. P0 and P1 revert, P2 may be hotfixed, P3 is. */
export function strategiesFor(severity: Severity): readonly Strategy[] {
	if (severity === "P3") return [STRATEGIES.hotfix];
	const back = [STRATEGIES["platform-rollback"], STRATEGIES.revert];
	return severity === "P2" ? [...back, STRATEGIES.hotfix] : [...back, STRATEGIES.tag];
}
