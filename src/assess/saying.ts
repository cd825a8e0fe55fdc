import type { DecisionAction, Severity, StatedFact } from "../core/assessment.ts";
import { CONFIDENCE } from "./judge/judge.ts";
import { type Saying, SILENT } from "./rule.ts";
import { blind, type Judged, type Situation } from "./situation.ts";

/** What a rule decides when it speaks. */
export interface Verdicts {
	readonly action: DecisionAction;
	readonly severity: Severity;
	readonly advice: string;
	readonly isElsewhere?: boolean;
}

/** Speaks because a person (or the config) says so. */
export function becauseStated(situation: Situation, fact: StatedFact, text: string, verdicts: Verdicts): Saying {
	const by = situation.stated.includes(fact) ? "stated" : "config";
	return { outcome: "spoke", confidence: CONFIDENCE.sure, text, evidence: { fact, by }, ...verdicts };
}

/** Speaks because signals say so; as sure as the surest of them. */
export function becauseMeasured(judged: readonly Judged[], verdicts: Verdicts): Saying {
	return {
		outcome: "spoke",
		confidence: Math.max(...judged.map(({ judgement }) => judgement.confidence)),
		text: judged.map(({ judgement }) => judgement.text).join("; "),
		evidence: judged.map(({ judgement }) => judgement.evidence),
		...verdicts,
	};
}

/** Several sayings as one sentence: joined by semicolons, with one full stop at the end, whether they had one or not. */
export function inOneSentence(texts: readonly string[]): string {
	return `${texts.map((text) => text.replace(/\.+$/, "")).join("; ")}.`;
}

/** Silent when all of the signals could be judged; unknown when one could not, or when there is none of its kind. */
export function silentOrUnknown(judged: readonly Judged[], noun: string): Saying {
	if (judged.length === 0) return { outcome: "unknown", missing: `no ${noun} is measured` };
	const missing = blind(judged).map(({ judgement }) => judgement.text);
	return missing.length === 0 ? SILENT : { outcome: "unknown", missing: missing.join("; ") };
}
