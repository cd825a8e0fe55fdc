import type { Alert } from "../core/alert.ts";
import { type Assessment, type Decision, type Severity, STATED_FACTS } from "../core/assessment.ts";
import { releaseName } from "../core/lineage.ts";
import { adviceFor } from "./advice.ts";
import { CONFIDENCE, type Judge } from "./judge/judge.ts";
import { thresholdJudge } from "./judge/threshold.ts";
import type { Rule, Saying } from "./rule.ts";
import { RULES } from "./rules/in-order.ts";
import { blind, type Situation, type SituationInput, situationOf } from "./situation.ts";

/** Everything an assessment is made from; the flow has gathered it. */
export interface AssessInput extends SituationInput {
	readonly id: string;
	readonly alert: Alert | null;
	/** The threshold judge when left out. */
	readonly judge?: Judge;
}

/** What to do about the service, how bad it is, how sure that is, and what every rule said. Missing evidence is never health: the answer is then `investigate`. */
export function assess(input: AssessInput): Assessment {
	const situation = situationOf(input, input.judge ?? thresholdJudge);
	const heard = RULES.map((rule) => ({ rule, saying: rule.judge(situation) }));
	return {
		version: 1,
		id: input.id,
		service: input.place.service,
		environment: input.place.environment,
		at: new Date(input.now).toISOString(),
		alert: input.alert,
		facts: STATED_FACTS.filter((fact) => situation.facts.has(fact)),
		stage: input.stage,
		current: situation.current === null ? null : releaseName(situation.current),
		deployedAt: situation.current?.deployedAt ?? null,
		decision: decide(situation, heard),
		signals: input.signals,
		judgement: situation.verdict,
		rules: heard.map(({ rule, saying }) => ({ rule: rule.name, group: rule.group, outcome: saying.outcome })),
	};
}

interface Heard {
	readonly rule: Rule;
	readonly saying: Saying;
}

/** The first rule that speaks decides what to do; how bad it is, all that speak decide together. */
function decide(situation: Situation, heard: readonly Heard[]): Decision {
	const spoken = heard.flatMap(({ rule, saying }) => (saying.outcome === "spoke" ? [{ rule: rule.name, ...saying }] : []));
	const [decider] = spoken;
	if (decider === undefined) return undecided(situation, heard);
	const severity = worst(spoken.map((saying) => saying.severity));
	return {
		action: decider.action,
		severity,
		confidence: blind(situation.judged).length === 0 ? decider.confidence : Math.min(decider.confidence, CONFIDENCE.likely),
		deadline: decider.action === "investigate" ? deadline(situation) : null,
		reasons: spoken.map(({ rule, text, evidence }) => ({ rule, text, evidence })),
		advice: adviceFor(situation, decider.action, severity, decider.advice),
	};
}

/** No rule spoke: whatever could not be judged may be what is wrong, so people look, and never `none`. */
function undecided(situation: Situation, heard: readonly Heard[]): Decision {
	const missing = heard.flatMap(({ saying }) => (saying.outcome === "unknown" ? [saying.missing] : []));
	return {
		action: "investigate",
		severity: "P3",
		confidence: CONFIDENCE.weak,
		deadline: deadline(situation),
		reasons: [
			{ rule: "undecided", text: `No rule could decide. Unknown: ${missing.join("; ") || "nothing in particular"}.`, evidence: missing },
		],
		advice: "Look for yourself within the deadline.",
	};
}

function deadline({ now, thresholds }: Situation): string {
	return new Date(now + thresholds.investigateMs).toISOString();
}

const WORST_FIRST: readonly Severity[] = ["P0", "P1", "P2", "P3"];

function worst(severities: readonly Severity[]): Severity {
	return WORST_FIRST.find((severity) => severities.includes(severity)) ?? "P3";
}
