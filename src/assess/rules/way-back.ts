import type { Release } from "../../core/release.ts";
import { CONFIDENCE } from "../judge/judge.ts";
import { type Rule, type Saying, SILENT } from "../rule.ts";
import { currentLabel, type Situation } from "../situation.ts";

/** A release that must not come back (security fix, rotated keys) is no way back when it is all there is. */
export const never: Rule = {
	name: "never",
	group: "veto",
	judge(situation) {
		if (!isAsked(situation) || situation.older.length === 0 || !situation.older.every(isNever)) return SILENT;
		return forward(situation, `Every release before ${currentLabel(situation)} must never come back`);
	},
};

/** Without an older release that may come back, forward is the only way. */
export const nothingToReturnTo: Rule = {
	name: "nothing-to-return-to",
	group: "veto",
	judge(situation) {
		if (!isAsked(situation)) return SILENT;
		if (situation.older.length === 0) return forward(situation, `No release before ${currentLabel(situation)} is known`);
		const isOut = situation.older.every((release) => isNever(release) || release.standing === "bad");
		return isOut && !situation.older.every(isNever)
			? forward(situation, `Every release before ${currentLabel(situation)} is bad or must never come back`)
			: SILENT;
	},
};

function isAsked(situation: Situation): boolean {
	return situation.current !== null && situation.trouble === "yes";
}

function isNever(release: Release): boolean {
	return release.standing === "never";
}

function forward(situation: Situation, text: string): Saying {
	const older = situation.older
		.slice(0, 5)
		.map((release) => ({ id: release.id, standing: release.standing, reason: release.standingReason }));
	return {
		outcome: "spoke",
		action: "fix-forward",
		severity: "P2",
		confidence: CONFIDENCE.sure,
		text: `${text}: there is nothing to roll back to.`,
		evidence: { older },
		advice: "Fix forward: ship the repair through the fast lane, or switch the broken part off.",
	};
}
