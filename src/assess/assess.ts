import type { Alert } from "../core/alert.ts";
import { type Assessment, STATED_FACTS } from "../core/assessment.ts";
import { releaseName } from "../core/lineage.ts";
import { decide } from "./decide.ts";
import type { Judge } from "./judge/judge.ts";
import { thresholdJudge } from "./judge/threshold.ts";
import { RULES } from "./rules/in-order.ts";
import { type SituationInput, situationOf } from "./situation.ts";
import { notJudgedText } from "./unjudged.ts";

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
		...decide(situation, heard),
		investigatingSince: situation.trouble === "no" ? null : new Date(situation.investigatingSince ?? situation.now).toISOString(),
		signals: input.signals,
		judgement: situation.verdict,
		notJudged: notJudgedText(situation),
		rules: heard.map(({ rule, saying }) => ({ rule: rule.name, group: rule.group, outcome: saying.outcome })),
	};
}
