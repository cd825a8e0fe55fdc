import { CONFIDENCE } from "../judge/judge.ts";
import { type Rule, SILENT } from "../rule.ts";
import { currentLabel } from "../situation.ts";

/** Going forward again to a release that was rolled back for being bad, and it is bad again: back to the good one, without another five minutes. */
export const knownBadRuns: Rule = {
	name: "known-bad-runs",
	group: "act",
	judge(situation) {
		const { current } = situation;
		// A verdict that has just latched marks the release as well, and has said all there is to say.
		if (current?.standing !== "bad" || situation.trouble !== "yes" || situation.verdict?.verdict === "bad") return SILENT;
		const why = current.standingReason === null ? "" : `: ${current.standingReason}`;
		return {
			outcome: "spoke",
			action: "roll-back",
			severity: "P2",
			confidence: CONFIDENCE.likely,
			text: `${currentLabel(situation)} is marked bad${why}. It runs, and the service is not well.`,
			evidence: { release: current.id, standing: current.standing, reason: current.standingReason, returnedBy: situation.returnedBy },
			advice: "Roll back to the release that was well.",
		};
	},
};
