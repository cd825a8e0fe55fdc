import type { Thresholds } from "../core/config.ts";
import { BackoutError } from "../core/error.ts";
import { formatQuantity } from "../core/number.ts";
import type { Verification } from "../core/verification.ts";
import { outcomeOf } from "./outcome.ts";
import { worstPool } from "./pool.ts";
import { isOnlyQuiet, requestsIn, tooLittleText } from "./quiet.ts";
import { type WholeBake, wholeBake } from "./whole-bake.ts";

/** How often the service is looked at while it bakes. */
export interface BakeSchedule {
	/** Between two looks, in milliseconds; also how far back each look reads, so that no failure is seen twice. */
	readonly intervalMs: number;
	readonly samples: number;
}

/** At most 60 looks, at least 1 s apart: 30 s for the 30-minute default, well inside the engine's step limit (design.md §4). No time, no looks. */
export function bakeSchedule(bakeMs: number): BakeSchedule {
	if (!(bakeMs > 0)) return { intervalMs: 1_000, samples: 0 };
	const samples = Math.min(60, Math.max(1, Math.floor(bakeMs / 1_000)));
	return { intervalMs: Math.max(1_000, Math.ceil(bakeMs / samples)), samples };
}

/** More than this share of bad looks is a failing service even when no two are in a row; ours, so that flapping does not pass as single blips. */
const FLAPPING_SHARE = 0.1;

/**
 * What all looks so far say together; throws `verify.no-samples` when there is none. Usable after every look: `unhealthy` is final.
 * Two bad looks in a row are a failure, one is a blip; an unknown look between two bad ones excuses nothing. Low traffic that no single look
 * could judge is pooled over the looks, `settled`, what was seen before the bake, counted in (null: nothing was). `healthy` needs more than half of
 * the looks healthy, or quiet where all together prove it, and the last one not bad.
 */
export function judgeBake(samples: readonly Verification[], thresholds: Thresholds, settled: Verification | null = null): Verification {
	const last = samples.at(-1);
	if (last === undefined) throw noSamples();
	const bad = samples.filter((sample) => sample.outcome === "unhealthy");
	const failure = failureText(samples, bad, thresholds, settled);
	if (failure !== null) return { ...(bad.at(-1) ?? last), at: last.at, outcome: "unhealthy", text: failure };
	const seen = seenIn(samples, thresholds, settled);
	const doubt = doubtText(samples, last, seen, thresholds);
	if (doubt !== null) return { ...last, outcome: "unknown", text: doubt };
	return { ...last, outcome: "healthy", signals: seen.whole.signals, text: `${healthyText(samples, bad.length)}; ${seen.whole.text}` };
}

/** How many looks found it well, and what they showed together. */
interface Seen {
	readonly well: number;
	readonly whole: WholeBake;
}

/**
 * Quiet looks found it well when all looks together did. Those without any request too, when the bake's own looks are enough for that and its newer
 * half is not silent: after a burst, silence says nothing.
 */
function seenIn(samples: readonly Verification[], thresholds: Thresholds, settled: Verification | null): Seen {
	const healthy = samples.filter(({ outcome }) => outcome === "healthy").length;
	const quiet = samples.filter(isOnlyQuiet);
	const own = wholeBake(samples, thresholds);
	if (quiet.length === 0) return { well: healthy, whole: own };
	const isStillUsed = samples.slice(Math.floor(samples.length / 2)).some((sample) => requestsIn(sample) > 0);
	if (outcomeOf(own.signals) === "healthy" && isStillUsed) return { well: healthy + quiet.length, whole: own };
	const whole = settled === null ? own : wholeBake([settled, ...samples], thresholds);
	const used = quiet.filter((sample) => requestsIn(sample) > 0).length;
	return { well: healthy + (outcomeOf(whole.signals) === "healthy" ? used : 0), whole };
}

function failureText(
	samples: readonly Verification[],
	bad: readonly Verification[],
	thresholds: Thresholds,
	settled: Verification | null,
): string | null {
	const latest = bad.at(-1);
	const pooled = () => worstPool(settled === null ? samples : [settled, ...samples], thresholds);
	if (latest === undefined) return pooled();
	const measured = samples.filter((sample) => sample.outcome !== "unknown");
	const inARow = longestBadRow(measured);
	const looks = formatQuantity(samples.length, "look");
	if (inARow >= 2) return `${inARow} bad looks in a row in ${looks}: ${latest.text}`;
	if (bad.length === measured.length) return `the only look that could be judged was bad: ${latest.text}`;
	if (bad.length >= 2 && bad.length / samples.length > FLAPPING_SHARE) return `${bad.length} of ${looks} were bad: ${latest.text}`;
	return pooled();
}

function longestBadRow(measured: readonly Verification[]): number {
	let longest = 0;
	let row = 0;
	for (const sample of measured) {
		row = sample.outcome === "unhealthy" ? row + 1 : 0;
		longest = Math.max(longest, row);
	}
	return longest;
}

function doubtText(samples: readonly Verification[], last: Verification, { well, whole }: Seen, thresholds: Thresholds): string | null {
	const looks = formatQuantity(samples.length, "look");
	if (last.outcome === "unhealthy" && well > 0) return `the last of ${looks} was bad and needs another: ${last.text}`;
	if (well * 2 > samples.length) return null;
	if (isOnlyQuiet(last)) return `${well} of ${looks} could be judged: ${tooLittleText(whole.signals, thresholds)}`;
	return well === 0 ? `none of ${looks} could be judged: ${last.text}` : `only ${well} of ${looks} could be judged healthy: ${last.text}`;
}

function healthyText(samples: readonly Verification[], bad: number): string {
	const blips = bad === 0 ? "" : `, ${formatQuantity(bad, "blip")}`;
	return `stayed well over ${formatQuantity(samples.length, "look")}${blips}`;
}

function noSamples(): BackoutError {
	return new BackoutError({
		code: "verify.no-samples",
		message: "A bake without a single look cannot be judged.",
		fix: "Take at least one look, or skip the bake when `bake` is 0.",
	});
}
