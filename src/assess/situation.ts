import { type DeployStage, STATED_FACTS, type StatedFact } from "../core/assessment.ts";
import type { Thresholds } from "../core/config.ts";
import { type CurrentState, newestRunning, olderThan, wasLeftFor } from "../core/lineage.ts";
import type { Place } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import type { Signal, SignalMeasure } from "../core/signal.ts";
import type { ReleaseJudgement } from "../core/verdict.ts";
import type { Judge, Judgement, Verdict } from "./judge/judge.ts";
import { NOTHING_KNOWN, type Surroundings } from "./surroundings.ts";

/** A signal with what the judge makes of it. */
export interface Judged {
	readonly signal: Signal;
	readonly judgement: Judgement;
}

/** What is known when a decision is asked for. */
export interface SituationInput extends Partial<Surroundings> {
	readonly place: Place;
	/** Milliseconds since the epoch. */
	readonly now: number;
	readonly current: CurrentState;
	/** Newest first. */
	readonly releases: readonly Release[];
	readonly signals: readonly Signal[];
	readonly thresholds: Thresholds;
	readonly stage: DeployStage;
	/** Stated by a person for this very assessment. */
	readonly stated: readonly StatedFact[];
	/** Always true of the service, from the config. */
	readonly standing: readonly StatedFact[];
	/** A release that went live longer ago than this, in milliseconds, is not to blame; null: any may be. */
	readonly blameWindowMs: number | null;
	/** The run that brought the current release back; null when it came by a deploy. */
	readonly returnedBy: string | null;
}

/** Everything that rules look at; made once, so that all of them see the same. */
export interface Situation extends Omit<SituationInput, "current" | "signals" | keyof Surroundings>, Surroundings {
	readonly current: Release | null;
	/** Newest first; what lies before the current release. */
	readonly older: readonly Release[];
	readonly isSplit: boolean;
	readonly judged: readonly Judged[];
	readonly facts: ReadonlySet<StatedFact>;
	/** Milliseconds since the epoch: until then `investigate` may last; at it, or after it, it is decided. */
	readonly deadlineMs: number;
	/** Whether anything is wrong at all: `no` only when something was measured and all of it is good. */
	readonly trouble: "yes" | "no" | "unknown";
}

/** The situation of the input, with every signal judged. */
export function situationOf(input: SituationInput, judge: Judge): Situation {
	const { current: state, signals, ...rest } = input;
	const judged = signals.map((signal) => seenByJudge({ signal, judgement: judge(signal, input.thresholds) }, input.verdict ?? null));
	const facts = new Set(STATED_FACTS.filter((fact) => input.stated.includes(fact) || input.standing.includes(fact)));
	const current = newestRunning(state, input.releases);
	const older = current === null ? [] : olderThan(input.releases, current.id).filter((release) => !wasLeftFor(current, release));
	return {
		...NOTHING_KNOWN,
		...rest,
		investigatingSince: input.investigatingSince == null ? null : Math.min(input.investigatingSince, input.now),
		deadlineMs: deadlineOf(input, judged.some(isTrouble)),
		current,
		older,
		isSplit: state.state === "split",
		judged,
		facts,
		trouble: troubleOf(input, judged),
	};
}

/** Few requests in one window are too few for the window alone; the judge has all of them since the deploy. What it takes for good is not unseen. */
function seenByJudge(judged: Judged, verdict: ReleaseJudgement | null): Judged {
	const measure = judged.signal.measure === "error-rate" ? "errors" : judged.signal.measure;
	if (verdict?.verdict !== "good" || judged.judgement.verdict !== "not-enough-evidence") return judged;
	if (!verdict.effects.some((effect) => effect.measure === measure)) return judged;
	const text = `${judged.judgement.text}; those of all the time since the deploy are`;
	return { ...judged, judgement: { ...judged.judgement, verdict: "good", confidence: verdict.confidence, text } };
}

/** The first deadline that was given for the release stays; where there is too little traffic to know by then, it is when it can be known. */
function deadlineOf({ now, investigatingSince, thresholds, verdict }: SituationInput, isTroubled: boolean): number {
	const first = Math.min(investigatingSince ?? now, now) + thresholds.investigateMs;
	const isQuiet = !isTroubled && verdict?.verdict === "not-enough-evidence" && !verdict.isWorse;
	return isQuiet ? Math.max(first, now + (verdict.visibleInMs ?? 0)) : first;
}

/** Facts that say something is wrong; the others only say what may be done about it. */
const TROUBLE: readonly StatedFact[] = [
	"corruption",
	"security",
	"workaround",
	"provider-outage",
	"core-broken",
	"single-endpoint",
	"intermittent",
	"no-forward-fix",
];

function troubleOf({ stated, verdict }: SituationInput, judged: readonly Judged[]): Situation["trouble"] {
	if (stated.some((fact) => TROUBLE.includes(fact)) || judged.some(isTrouble)) return "yes";
	if (verdict?.isWorse === true || verdict?.verdict === "bad") return "yes";
	if (verdict?.verdict === "telemetry-broken") return "unknown";
	return judged.length > 0 && judged.every((one) => one.judgement.verdict === "good" || isNearExpiry(one)) ? "no" : "unknown";
}

function isTrouble(judged: Judged): boolean {
	return judged.judgement.verdict === "bad" || (judged.judgement.verdict === "suspicious" && !isNearExpiry(judged));
}

/** A certificate that clients still accept is work for the day, and no trouble now. */
export function isNearExpiry({ signal, judgement }: Judged): boolean {
	return signal.reading.kind === "certificate" && judgement.verdict === "suspicious";
}

/** A person says that this release does harm: then it is rolled back however old it is, and whoever else is under suspicion (runbooks 001, 003). */
export function isBlamedByPerson({ facts }: Situation): boolean {
	return facts.has("corruption") || facts.has("security") || facts.has("no-forward-fix");
}

/** Whether the time to investigate is over. */
export function isPastDeadline({ investigatingSince, deadlineMs, now }: Situation): boolean {
	return investigatingSince !== null && now >= deadlineMs;
}

/** The signals of these measures. */
export function ofMeasure(situation: Situation, ...measures: readonly SignalMeasure[]): readonly Judged[] {
	return situation.judged.filter(({ signal }) => measures.includes(signal.measure));
}

/** Those of the verdict. */
export function withVerdict(judged: readonly Judged[], ...verdicts: readonly Verdict[]): readonly Judged[] {
	return judged.filter(({ judgement }) => verdicts.includes(judgement.verdict));
}

/** Those that were configured and could not be judged. */
export function blind(judged: readonly Judged[]): readonly Judged[] {
	return withVerdict(judged, "not-enough-evidence", "telemetry-broken");
}

/** Those that nothing came from; of the rest of the blind something came, and it was too little. */
export function unmeasured(judged: readonly Judged[]): readonly Judged[] {
	return withVerdict(judged, "telemetry-broken");
}

/** `v2`, or `the current release` when no target could say. */
export function currentLabel(situation: Situation): string {
	return situation.current?.label ?? "the current release";
}
