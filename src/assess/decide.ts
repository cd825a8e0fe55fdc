import type { Assessment, Reason } from "../core/assessment.ts";
import { adviceFor } from "./advice.ts";
import { CONFIDENCE } from "./judge/judge.ts";
import type { Rule, Saying } from "./rule.ts";
import { severityOf } from "./severity.ts";
import { blind, isBlamedByPerson, type Situation } from "./situation.ts";
import { weigh } from "./strategy.ts";

/** A rule and what it said of the situation. */
export interface Heard {
	readonly rule: Rule;
	readonly saying: Saying;
}

type Made = Pick<Assessment, "decision" | "strategies">;
type Spoken = Extract<Saying, { outcome: "spoke" }> & Pick<Rule, "name" | "group">;

/** The first rule that speaks decides what to do; how bad it is, all that speak decide together. Never `none` when no rule speaks. */
export function decide(situation: Situation, heard: readonly Heard[]): Made {
	const spoken = heard.flatMap(({ rule, saying }) =>
		saying.outcome === "spoke" ? [{ name: rule.name, group: rule.group, ...saying }] : [],
	);
	const [decider] = spoken;
	if (decider === undefined) return undecided(situation, heard);
	const { severity, severityReasons } = severityOf(spoken);
	const strategies = isSuspected(decider) ? weigh(situation, decider.action, severity, ruledOut(decider)) : [];
	const decided = { action: decider.action, severity, strategies, advice: decider.advice };
	return {
		strategies,
		decision: {
			action: decider.action,
			severity,
			severityReasons,
			confidence: confidenceOf(situation, decider, heard),
			deadline: decider.action === "investigate" ? new Date(situation.deadlineMs).toISOString() : null,
			reasons: [...spoken.map(({ name, text, evidence }) => ({ rule: name, text, evidence })), ...notes(heard)],
			advice: adviceFor(situation, decided),
		},
	};
}

/** A veto that has people look elsewhere takes the release out of question. */
function isSuspected({ group, action, isElsewhere }: Spoken): boolean {
	return isElsewhere !== true && !(group === "veto" && action === "investigate");
}

/** A veto stands against going back, whatever the other rules say. */
function ruledOut({ name, group, action }: Spoken): string | null {
	return group === "veto" && action !== "roll-back" ? `${name} speaks against it` : null;
}

/** Less sure where something could not be measured, and no more than leaning to a rollback that something speaks against. */
function confidenceOf(situation: Situation, decider: Spoken, heard: readonly Heard[]): number {
	const isDoubted = decider.action === "roll-back" && heard.some(({ saying }) => saying.outcome === "noted" && saying.isDoubt);
	const seen = blind(situation.judged).length === 0 ? CONFIDENCE.sure : CONFIDENCE.likely;
	return Math.min(decider.confidence, seen, isDoubted && !isBlamedByPerson(situation) ? CONFIDENCE.leaning : CONFIDENCE.sure);
}

function notes(heard: readonly Heard[]): readonly Reason[] {
	return heard.flatMap(({ rule, saying }) =>
		saying.outcome === "noted" ? [{ rule: rule.name, text: saying.text, evidence: saying.evidence }] : [],
	);
}

/** No rule spoke: whatever could not be judged may be what is wrong, so people look, and never `none`. */
function undecided(situation: Situation, heard: readonly Heard[]): Made {
	const missing = heard.flatMap(({ saying }) => (saying.outcome === "unknown" ? [saying.missing] : []));
	const text = `No rule could decide. Unknown: ${missing.join("; ") || "nothing in particular"}.`;
	const decided = {
		action: "investigate",
		strategies: [],
		advice: "Look for yourself within the deadline; `backout check --live` says what does not answer.",
	} as const;
	const severity = severityOf([{ severity: "P3", text }]);
	return {
		strategies: [],
		decision: {
			action: "investigate",
			...severity,
			confidence: CONFIDENCE.weak,
			deadline: new Date(situation.deadlineMs).toISOString(),
			reasons: [{ rule: "undecided", text, evidence: missing }, ...notes(heard)],
			advice: adviceFor(situation, { ...decided, severity: severity.severity }),
		},
	};
}
