import { formatDuration } from "../../core/duration.ts";
import { formatCount, formatQuantity, formatShare } from "../../core/number.ts";
import type { Sample } from "../../core/series.ts";
import type { Effect, ReleaseJudgement } from "../../core/verdict.ts";
import { type AlignedSeries, alignSamples } from "../series/align.ts";
import { blameFor } from "./blame.ts";
import { type Change, changesOf, isBad } from "./change.ts";
import { type OnsetMs, onsetOf, onsetText } from "./onset.ts";
import type { ReleaseCase } from "./release.ts";
import { blameText, changeText, onsetPhrase, sentence } from "./sentence.ts";
import { errorsOf, inside, partsOf, pooled } from "./stretch.ts";
import { couldTell } from "./suspects.ts";
import { visibleAfterMs } from "./visibility.ts";

/** What there is to say of a release at one look. Pure: the same case gives the same answer. A bad verdict that was given before stays. */
export function judgeRelease(asked: ReleaseCase): ReleaseJudgement {
	const told = judge(asked);
	const found = { ...told, text: sentence(told.text) };
	const { earlier } = asked;
	if (earlier === null || earlier.latchedAt === null || earlier.release !== asked.release) return found;
	if (found.verdict === "bad") return { ...found, latchedAt: earlier.latchedAt };
	return { ...earlier, isWorse: found.isWorse, text: `${earlier.text} That was found at ${earlier.latchedAt.slice(11, 19)} UTC.` };
}

function judge(asked: ReleaseCase): ReleaseJudgement {
	if (asked.deployedAtMs === null) return unjudged(asked, "not-enough-evidence", "when the release took traffic is not known");
	const view = viewOf(asked, asked.deployedAtMs);
	const fault = telemetryFault(view);
	if (fault !== null) return unjudged(asked, "telemetry-broken", fault);
	if (view.before.length === 0) return unjudged(asked, "not-enough-evidence", "nothing was measured before the release to hold it against");
	if (view.after.length === 0) return unjudged(asked, "not-enough-evidence", "nothing has been measured since the release yet");
	const changes = changesOf(view, asked.settings);
	const [worst] = changes;
	if (worst === undefined) return withoutChange(asked, view);
	return isBad(worst) ? worse(asked, view, changes) : notWorse(asked, view, changes, worst);
}

/** The service's samples as the judge walks along them. */
interface View {
	readonly service: AlignedSeries;
	readonly before: readonly Sample[];
	readonly after: readonly Sample[];
	/** When the release took traffic. */
	readonly deployedAtMs: number;
	/** Where the stretch after begins: at the deploy, or a watch ago when that is later; and the end of the newest sample. */
	readonly fromMs: number;
	readonly toMs: number;
	readonly baselineFromMs: number;
	readonly baselineToMs: number;
	/** How far apart the clocks may be, and how coarse the samples are, together. */
	readonly slackMs: number;
	readonly watchMs: number;
	readonly nowMs: number;
}

function viewOf(asked: ReleaseCase, deployedAtMs: number): View {
	const { service, nowMs, settings } = asked;
	const aligned = alignSamples(service, nowMs);
	const watchedMs = Math.max(deployedAtMs, nowMs - settings.watchMs);
	const fromMs = Math.max(watchedMs, takenOffMs(asked));
	// A release of yesterday is held against the hours before now: what was before it is another day's traffic.
	const isLongAgo = nowMs - deployedAtMs > settings.watchMs + settings.baselineMs / 2;
	const turnMs = isLongAgo ? watchedMs : deployedAtMs;
	const after = inside(aligned.samples, fromMs, nowMs);
	const longestMs = aligned.samples.reduce((longest, sample) => Math.max(longest, sample.toMs - sample.fromMs), 0);
	// A sample that ends at the deploy may hold its first requests: clocks differ, and some sources stamp a part with its beginning.
	const [baselineFromMs, baselineToMs] = [turnMs - settings.baselineMs, turnMs - settings.clockSkewMs];
	return {
		service: aligned,
		before: inside(aligned.samples, baselineFromMs, baselineToMs),
		after,
		deployedAtMs,
		fromMs,
		toMs: after.at(-1)?.toMs ?? nowMs,
		baselineFromMs,
		baselineToMs,
		slackMs: settings.clockSkewMs + longestMs,
		watchMs: settings.watchMs,
		nowMs,
	};
}

/** What a person has declared good stays out of the verdict; before it, as always, is what came before the release. */
function takenOffMs({ earlier, release }: ReleaseCase): number {
	const at = earlier?.release === release ? earlier.takenOffAt : undefined;
	return at === undefined ? Number.NEGATIVE_INFINITY : Date.parse(at);
}

/** What is wrong with the measuring itself, or null: none of the newest samples says anything, or most make no sense. */
function telemetryFault({ service, after, fromMs, toMs }: View): string | null {
	const { invalid, future } = service.dropped;
	const all = service.samples.length + future;
	if (all === 0) return "nothing was measured at all";
	if (future > all / 2)
		return `${formatQuantity(future, "sample")} of ${formatCount(all)} come from the future: the clocks of Backout and of the source differ`;
	if (invalid > all / 2)
		return `${formatQuantity(invalid, "sample")} of ${formatCount(all)} make no sense (NaN, negative, more errors than requests)`;
	const newest = after.filter((sample) => sample.toMs > toMs - (toMs - fromMs) / 4);
	return newest.length > 0 && newest.every(isBlank) ? "the newest samples hold no value: the source does not see the service" : null;
}

function isBlank({ requests, errors, errorRatio, latency }: Sample): boolean {
	return requests === null && errors === null && errorRatio === null && latency === null;
}

/** Confidence in the release's blame while a dependency cannot be seen. */
const IF_BLIND = 0.8;

/** One bad change with when it began and who is to blame for it. */
interface Blamed {
	readonly change: Change;
	readonly onset: OnsetMs | null;
	readonly blame: ReleaseJudgement["blame"];
	/** The release's own share. */
	readonly release: number;
}

/** Something is worse, and surely so: who is to blame? Of several things the one counts that speaks most against the release: that a dependency explains the errors does not explain the latency. */
function worse(asked: ReleaseCase, view: View, changes: readonly Change[]): ReleaseJudgement {
	const aligned = (series: ReleaseCase["dependencies"]) => series.map((one) => alignSamples(one, view.nowMs));
	const [dependencies, unchanged] = [aligned(asked.dependencies), aligned(asked.unchanged)];
	const around = { ...view, dependencies, callers: aligned(asked.callers), unchanged, otherDeploys: asked.otherDeploys };
	const samples = inside(view.service.samples, view.baselineFromMs, view.nowMs);
	const [main, ...others] = changes
		.filter(isBad)
		.map((change): Blamed => {
			const onset = onsetOf(samples, change);
			const blame = blameFor({ ...around, change, onset });
			return { change, onset, blame, release: blame.find(({ suspect }) => suspect === "release")?.share ?? 0 };
		})
		.toSorted((a, b) => b.release - a.release);
	if (main === undefined) throw new Error("worse() is asked only about changes of which one is bad");
	const isTheRelease = main.release >= 0.5;
	const unmeasured = dependencies.filter((dependency) => isUnmeasured(dependency, view));
	const certainty = isTheRelease ? main.release * (unmeasured.length === 0 ? 1 : IF_BLIND) : 1 - main.release;
	const names = (series: readonly AlignedSeries[]) => series.map(({ name }) => name);
	const blame = blameText(main.blame, names(dependencies), names(unmeasured));
	return {
		release: asked.release,
		verdict: isTheRelease ? "bad" : "not-enough-evidence",
		confidence: Math.min(0.99, certainty * (1 - 0.05 * Math.sqrt(main.change.p / main.change.level))),
		isWorse: true,
		effects: [main.change, ...changes.filter((change) => change !== main.change)].map(effectOf),
		onset: main.onset === null ? null : onsetText(main.onset),
		blame: main.blame,
		visibleInMs: null,
		text: sentenceOfWorse(main, others, view, blame),
		latchedAt: isTheRelease ? new Date(view.nowMs).toISOString() : null,
	};
}

/** Nothing was seen of it since the deploy, or too little of our own looking to tell anything by. */
function isUnmeasured({ samples, isProbed }: AlignedSeries, { baselineFromMs, baselineToMs, fromMs, nowMs }: View): boolean {
	const after = inside(samples, fromMs, nowMs);
	return after.every(isBlank) || (isProbed && !couldTell({ before: inside(samples, baselineFromMs, baselineToMs), after, isProbed }));
}

function sentenceOfWorse({ change, onset }: Blamed, others: readonly Blamed[], view: View, blame: string): string {
	const what = [change, ...others.map((other) => other.change)].map(changeText).join(" and ");
	return `${what} ${onsetPhrase(onset, view.deployedAtMs, view.slackMs)}${blame === "" ? "" : `; ${blame}`}`;
}

/** Nothing is surely and largely worse: either what must not be missed is ruled out, or it is too early to say. */
function notWorse(asked: ReleaseCase, view: View, changes: readonly Change[], worst: Change): ReleaseJudgement {
	if (hasStopped(view)) return stopped(asked, view, changes);
	const isGood = changes.every((change) => change.isRuledOut);
	const { settings } = asked;
	const visibleInMs = visibleIn(view, settings);
	const seen = changes.map(changeText).join("; ");
	const doubt = worst.isLarge ? `${changeText(worst)}, which may still be chance` : `nothing is surely worse (${seen})`;
	const wait = visibleInMs === null ? "" : `; ${visibilityText(visibleInMs, settings.relevantErrorChange)}`;
	return {
		release: asked.release,
		verdict: isGood ? "good" : "not-enough-evidence",
		confidence: isGood ? 0.97 : 0.5,
		isWorse: false,
		effects: changes.map(effectOf),
		onset: null,
		blame: [],
		visibleInMs,
		text: isGood ? `as before: ${seen}` : `${doubt}${wait}`,
		latchedAt: null,
	};
}

function visibilityText(visibleInMs: number, change: number): string {
	const size = `a rise by ${formatShare(change)} would`;
	return visibleInMs === 0 ? `${size} have been seen by now` : `${size} be seen in about ${formatDuration(visibleInMs)}`;
}

/** How many milliseconds from now on; 0: already. */
function visibleIn(view: View, settings: ReleaseCase["settings"]): number | null {
	const parts = partsOf(view.before, errorsOf);
	const timeMs = parts.reduce((sum, part) => sum + part.toMs - part.fromMs, 0);
	const afterMs = parts.length === 0 ? null : visibleAfterMs(pooled(parts), timeMs, settings);
	return afterMs === null ? null : Math.max(0, afterMs - (view.toMs - view.fromMs));
}

/** So many requests were to be expected that none at all is no chance (Poisson: e⁻²⁰). */
const CERTAIN_REQUESTS = 20;

function hasStopped({ before, after }: View): boolean {
	const total = (samples: readonly Sample[]) => samples.reduce((sum, { requests }) => sum + (requests ?? 0), 0);
	const timeMs = (samples: readonly Sample[]) => samples.reduce((sum, one) => sum + (one.requests === null ? 0 : one.toMs - one.fromMs), 0);
	return total(after) === 0 && (total(before) / Math.max(1, timeMs(before))) * timeMs(after) >= CERTAIN_REQUESTS;
}

/** No request at all where there were many: cut off, or not counted any more; neither is health. */
function stopped(asked: ReleaseCase, view: View, changes: readonly Change[]): ReleaseJudgement {
	const text = `no request at all for ${formatDuration(view.toMs - view.fromMs)}, where there were many before: users do not reach it, or nobody counts`;
	const blame = [{ suspect: "unknown", name: null, share: 1 }] as const;
	return { ...unjudged(asked, "not-enough-evidence", text), isWorse: true, blame, effects: changes.map(effectOf) };
}

function withoutChange(asked: ReleaseCase, view: View): ReleaseJudgement {
	return hasStopped(view)
		? stopped(asked, view, [])
		: unjudged(asked, "not-enough-evidence", "before and after have nothing in common that could be compared");
}

function unjudged(asked: ReleaseCase, verdict: "not-enough-evidence" | "telemetry-broken", text: string): ReleaseJudgement {
	return {
		release: asked.release,
		verdict,
		confidence: 0.5,
		isWorse: false,
		effects: [],
		onset: null,
		blame: [],
		visibleInMs: null,
		text,
		latchedAt: null,
	};
}

function effectOf({ measure, statistic, before, after, change, low, high }: Change): Effect {
	return { measure, statistic, before, after, change, low, high };
}
