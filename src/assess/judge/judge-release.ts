import { formatDuration, formatSpan } from "../../core/duration.ts";
import type { Sample } from "../../core/series.ts";
import type { ReleaseJudgement } from "../../core/verdict.ts";
import { type Change, changesOf, effectOf, isBad } from "./change.ts";
import type { ReleaseCase } from "./release.ts";
import { changeText, latchedText, sentence } from "./sentence.ts";
import { errorPartsOf, errorsIn } from "./stretch.ts";
import { isBlank, telemetryFault, type View, viewOf } from "./view.ts";
import { visibleAfterMs } from "./visibility.ts";
import { dependenciesOf, worse } from "./worse.ts";

/** What there is to say of a release at one look. Pure: the same case gives the same answer. A bad verdict that was given before stays. */
export function judgeRelease(asked: ReleaseCase): ReleaseJudgement {
	const told = judge(asked);
	const found = { ...told, text: sentence(told.text) };
	const { earlier } = asked;
	if (earlier === null || earlier.latchedAt === null || earlier.release !== asked.release) return found;
	if (found.verdict === "bad") return { ...found, latchedAt: earlier.latchedAt };
	// What was latched may itself come from a look at which it was no more live: the sentence of then is told once.
	const then = earlier.latched?.text ?? earlier.text;
	const latched = { text: then, now: found.verdict, nowText: found.text };
	return { ...earlier, isWorse: found.isWorse, text: latchedText(latched, earlier.latchedAt, asked.nowMs), latched };
}

function judge(asked: ReleaseCase): ReleaseJudgement {
	if (asked.deployedAtMs === null) return unjudged(asked, "not-enough-evidence", "when the release took traffic is not known");
	const view = viewOf(asked, asked.deployedAtMs);
	const fault = telemetryFault(view);
	if (fault !== null) return unjudged(asked, "telemetry-broken", fault);
	if (view.before.length === 0) return unjudged(asked, "not-enough-evidence", noBaselineText(asked, view));
	if (view.after.length === 0) {
		const early = unjudged(asked, "not-enough-evidence", "nothing has been measured since the release yet");
		return { ...early, dependencies: dependenciesOf(asked, view) };
	}
	const changes = changesOf(view, asked.settings);
	const [worst] = changes;
	if (worst !== undefined && isBad(worst)) return worse(asked, view, changes);
	const found = worst === undefined ? withoutChange(asked, view) : notWorse(asked, view, changes, worst);
	return found.verdict === "good" ? found : { ...found, dependencies: dependenciesOf(asked, view) };
}

/** What there is from before lies too near the deploy to be surely before it, or its source says why there is nothing. */
function noBaselineText({ service: { nothingBefore } }: ReleaseCase, { service, baselineFromMs, deployedAtMs }: View): string {
	const first = service.samples.find((sample) => sample.fromMs >= baselineFromMs && sample.toMs <= deployedAtMs && !isBlank(sample));
	if (first !== undefined)
		return `only the last ${formatSpan(deployedAtMs - first.fromMs)} before the release were measured, which is too short to hold it against`;
	return nothingBefore === undefined
		? "nothing was measured before the release to hold it against"
		: `nothing was measured before the release for long enough to hold it against: ${nothingBefore}`;
}

/** Nothing is surely and largely worse: either what must not be missed is ruled out, or it is too early to say. */
function notWorse(asked: ReleaseCase, view: View, changes: readonly Change[], worst: Change): ReleaseJudgement {
	if (hasStopped(view)) return stopped(asked, view, changes);
	const isGood = changes.every((change) => change.isRuledOut && !(change.isLarge && change.low > 0));
	const { settings } = asked;
	const visibleInMs = visibleIn(view, settings);
	const seen = changes.map(changeText).join("; ");
	const doubt = worst.isLarge ? `${changeText(worst)}, which may still be chance` : `nothing is surely worse ${over(view)}: ${seen}`;
	const wait =
		visibleInMs === null || (visibleInMs === 0 && worst.isLarge) ? "" : `; ${visibilityText(visibleInMs, settings.relevantErrorChange)}`;
	return {
		release: asked.release,
		verdict: isGood ? "good" : "not-enough-evidence",
		confidence: isGood ? 0.97 : 0.5,
		isWorse: false,
		effects: changes.map(effectOf),
		onset: null,
		blame: [],
		visibleInMs: visibleInMs === 0 ? null : visibleInMs,
		text: isGood ? `nothing is worse ${over(view)}: ${seen}` : `${doubt}${wait}`,
		latchedAt: null,
	};
}

/** Since the deploy, or as far back as a release is watched. */
function over({ fromMs, toMs }: View): string {
	return `over the last ${formatSpan(toMs - fromMs)}`;
}

function visibilityText(visibleInMs: number, change: number): string {
	const size = `a rise by ${Number((change * 100).toFixed(1))} percentage points would`;
	return visibleInMs === 0 ? `${size} have been seen by now` : `${size} be seen in about ${formatDuration(visibleInMs)}`;
}

/** How many milliseconds from now on; 0: already. */
function visibleIn(view: View, settings: ReleaseCase["settings"]): number | null {
	const parts = errorPartsOf(view.before);
	const timeMs = parts.reduce((sum, part) => sum + part.toMs - part.fromMs, 0);
	const afterMs = parts.length === 0 ? null : visibleAfterMs(errorsIn(view.before), timeMs, settings);
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
