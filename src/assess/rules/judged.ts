import { formatDuration } from "../../core/duration.ts";
import type { JsonValue } from "../../core/json.ts";
import { formatShare } from "../../core/number.ts";
import { clockTime } from "../../core/time.ts";
import type { ReleaseJudgement } from "../../core/verdict.ts";
import { CONFIDENCE, levelOf } from "../judge/judge.ts";
import { uncapped } from "../judge/sentence.ts";
import { type Rule, type Saying, SILENT } from "../rule.ts";
import { effectSeverity } from "../severity.ts";
import { currentLabel, type Situation } from "../situation.ts";
import { isTimeKnown, notJudgedText } from "../unjudged.ts";
import { asBadPlace, isDependencyMain } from "./elsewhere.ts";
import { suspectsAdvice } from "./suspects.ts";

/** The statistical judge has tied a change for the worse to the release. A bad verdict latches: it speaks until a person takes it off. */
export const judgeBad: Rule = {
	name: "judge-bad",
	group: "act",
	judge(situation) {
		const { verdict } = situation;
		if (verdict?.verdict !== "bad") return SILENT;
		const isCalm = situation.judged.length > 0 && situation.judged.every(({ judgement }) => judgement.verdict === "good");
		const isOver = isCalm && !verdict.isWorse;
		return {
			outcome: "spoke",
			action: "roll-back",
			// What was found then is no longer how bad it is.
			severity: isOver ? "P2" : effectSeverity(verdict, situation.thresholds),
			confidence: Math.min(levelOf(verdict.confidence), isOver ? CONFIDENCE.leaning : CONFIDENCE.sure),
			text: [verdict.text, sinceText(situation, verdict), isCalm ? "In this look every check and signal is normal." : ""]
				.filter((sentence) => sentence !== "")
				.join(" "),
			evidence: evidenceOf(verdict),
			advice: isOver
				? `Roll back, or take the verdict off with \`backout record ${situation.place.service} ${currentLabel(situation)} -e ${situation.place.environment} --good --override\` when you know better.`
				: `Roll back now: ${currentLabel(situation)} made it worse.`,
		};
	},
};

/** A verdict that is found anew at every look, and stays: since when. One that is no longer found says so itself. */
function sinceText({ now }: Situation, { latchedAt, latched }: ReleaseJudgement): string {
	if (latchedAt === null || latched !== undefined || now - Date.parse(latchedAt) < SETTLED_MS) return "";
	return `It is bad since ${clockTime(latchedAt)} UTC, and that stays.`;
}

/** Looks that follow each other this closely, in milliseconds, tell of one moment; ours. */
const SETTLED_MS = 30_000;

/** Worse than before, and nobody clearly to blame: the five minutes of row 26. */
export const judgeWorse: Rule = {
	name: "judge-worse",
	group: "wait",
	judge(situation) {
		const { verdict, thresholds } = situation;
		if (!verdict?.isWorse || verdict.verdict === "bad" || isDependencyMain(verdict) || asBadPlace(verdict) !== null) return SILENT;
		return {
			outcome: "spoke",
			action: "investigate",
			severity: effectSeverity(verdict, thresholds),
			confidence: CONFIDENCE.leaning,
			text: verdict.text,
			evidence: evidenceOf(verdict),
			advice: suspectsAdvice(situation, verdict),
		};
	},
};

/** Telemetry that contradicts itself is never good: people look. Too little to tell is told, so that nobody takes a quiet beginning for a good release, and so is a judge that is off because nobody knows when the release took traffic; the signals alone decide then. */
export const judgeUnsure: Rule = {
	name: "judge-unsure",
	group: "wait",
	judge(situation) {
		const { verdict } = situation;
		if (verdict?.verdict === "telemetry-broken") return brokenTelemetry(situation, verdict);
		if (isOff(situation)) return notJudged(situation);
		// What is plainly bad needs no judge, and "too early" beside it would only puzzle.
		const isPlain = situation.judged.some(({ judgement }) => judgement.verdict === "bad");
		if (verdict === null || isPlain || !isTooEarly(situation)) return SILENT;
		const lead = verdict.effects.length === 0 ? "The judge cannot compare yet" : "Too early to tell";
		return { outcome: "noted", text: `${lead}: ${uncapped(verdict.text)}`, evidence: evidenceOf(verdict), isDoubt: false };
	},
};

/** Nothing then ties what is wrong to the release. */
function notJudged(situation: Situation): Saying {
	const evidence = { deployedAt: situation.current?.deployedAt ?? null };
	return { outcome: "noted", text: `Not judged: ${notJudgedText(situation) ?? ""}.`, evidence, isDoubt: true };
}

/** Whether the judge could not be asked only because nobody knows when the release took traffic. */
export function isOff(situation: Situation): boolean {
	const { verdict, current, returnedBy } = situation;
	return verdict === null && current !== null && returnedBy === null && !isTimeKnown(situation);
}

function brokenTelemetry(situation: Situation, verdict: ReleaseJudgement): Saying {
	return {
		outcome: "spoke",
		action: "investigate",
		severity: "P3",
		confidence: CONFIDENCE.weak,
		text: `The telemetry is broken: ${uncapped(verdict.text)}`,
		evidence: evidenceOf(verdict),
		advice: blindAdvice(situation),
	};
}

/** Whether the judge still has too little to say of a release that nobody knows to be good. Worse by somebody else's doing is something to say. */
export function isTooEarly({ verdict, current }: Situation): boolean {
	return verdict?.verdict === "not-enough-evidence" && !verdict.isWorse && current?.standing !== "good";
}

/** What to do while it is too early: watch, and until when. */
export function watchingAdvice(situation: Situation): string {
	const when = visibleText(situation);
	return `Nothing to do yet: keep watching ${currentLabel(situation)}${when === null ? "" : `; ${when}`}.`;
}

/** What to do where all was measured and is too little: waiting shows it, or only trying does. */
export function byHandAdvice(situation: Situation): string {
	const when = visibleText(situation) ?? "at this traffic nobody can say when errors would be visible";
	return `Try ${situation.place.service} by hand, or let a smoke test do it: too few requests come to judge ${currentLabel(situation)} by; ${when}.`;
}

/** What to do where something could not be measured. */
export function blindAdvice(situation: Situation): string {
	return `Look with your own eyes whether ${currentLabel(situation)} is well, for what could not be measured may be what is broken; \`backout check --live\` says what does not answer, and what mends it.`;
}

function visibleText({ verdict, thresholds }: Situation): string | null {
	const visibleInMs = verdict?.visibleInMs ?? null;
	if (visibleInMs === null) return null;
	return `errors of ${formatShare(thresholds.errorsAct)} would be visible in about ${formatDuration(visibleInMs)}`;
}

function evidenceOf({ verdict, confidence, effects, onset, blame, latchedAt, latched }: ReleaseJudgement): JsonValue {
	return {
		verdict,
		now: latched?.now ?? verdict,
		confidence,
		effects: effects.map((effect) => ({ ...effect })),
		onset: onset === null ? null : { ...onset },
		blame: blame.map((suspect) => ({ ...suspect })),
		latchedAt,
	};
}
