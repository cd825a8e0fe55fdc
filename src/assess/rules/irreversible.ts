import type { StatedFact } from "../../core/assessment.ts";
import { type Rule, SILENT } from "../rule.ts";
import { becauseStated } from "../saying.ts";
import { currentLabel, type Situation } from "../situation.ts";

/** Runbooks 000 and 001: a migration that cannot be taken back is fixed forward, or its feature is switched off. */
export const irreversibleMigration = irreversible(
	"irreversible-migration",
	"its migration cannot be taken back: rolling the code back could lose data",
);

/** Runbook 000: outside changes that cannot be reversed are fixed forward. */
export const irreversibleChange = irreversible("irreversible-change", "it changed something outside that cannot be taken back");

function irreversible(fact: StatedFact, why: string): Rule {
	return {
		name: fact,
		group: "veto",
		judge(situation) {
			if (!situation.facts.has(fact) || !isAsked(situation, fact)) return SILENT;
			const action = situation.facts.has("flagged-feature") ? "disable-flag" : "fix-forward";
			const severity = "P2";
			return becauseStated(situation, fact, `${currentLabel(situation)} must not be rolled back: ${why}.`, {
				action,
				severity,
				advice: ADVICE[action],
			});
		},
	};
}

const ADVICE = {
	"disable-flag": "Switch the feature's flag off, then fix it and switch it on again.",
	"fix-forward": "Fix forward: ship a change that works with what is there now, through the fast lane.",
} as const;

/** A fact that always holds for the service forbids nothing while the service is well. */
function isAsked(situation: Situation, fact: StatedFact): boolean {
	return situation.stated.includes(fact) || situation.trouble !== "no";
}
