import { NOISE_MS } from "../../core/measurement.ts";
import type { Sample } from "../../core/series.ts";
import type { Change } from "./change.ts";
import { countTail, dispersionOf } from "./counting.ts";
import { meansOf, statisticOf } from "./latency.ts";
import { levelChange } from "./level.ts";
import { errorPartsOf, errorsIn } from "./stretch.ts";

/** The trouble's stretch and the quiet one before it, of one series. */
export interface TroubleStretches {
	readonly before: readonly Sample[];
	readonly after: readonly Sample[];
	/** They are looks of our own: shares can be held against others, numbers cannot. */
	readonly isProbed: boolean;
}

/** What is no more likely than this by chance counts as worse; a suspect is looked at once, not at every look. */
const WORSE = 0.001;
/** A dependency that answers this many times slower makes its callers run into their deadlines: their errors are its doing (ours; a first estimate). */
const TIMING_OUT = 2;
/** How much of the blame such indirect evidence carries. */
const INDIRECT = 0.7;
/** When the service calls its dependency this many times as often for each of its own requests, it is the service that changed. */
const FLOODING = 1.5;
const OF_FLOODED = 0.3;

/** How much of the service's change a dependency explains, 0..1: its additional errors against the service's, or the additional time its answers take against the service's. */
export function explainedBy(dependency: TroubleStretches, service: TroubleStretches, change: Change): number {
	const direct = change.measure === "errors" ? explainedErrors(dependency, service) : explainedTime(dependency, service, change);
	const indirect = change.measure === "errors" && isTimingOut(dependency) ? INDIRECT : 0;
	const explained = Math.min(1, Math.max(direct, indirect));
	return areCountsAlike(dependency, service) && floods(dependency, service) ? explained * OF_FLOODED : explained;
}

function explainedErrors(dependency: TroubleStretches, service: TroubleStretches): number {
	if (!hasMoreErrors(dependency)) return 0;
	if (!areCountsAlike(dependency, service)) return ratioOfRises(dependency, service);
	const ours = additionalErrors(service);
	return ours === null || ours <= 0 ? 0 : (additionalErrors(dependency) ?? 0) / ours;
}

/** Users' requests on both sides. */
function areCountsAlike(one: TroubleStretches, other: TroubleStretches): boolean {
	return !one.isProbed && !other.isProbed;
}

/** As if the dependency were called once for each of the service's requests. */
function ratioOfRises(dependency: TroubleStretches, service: TroubleStretches): number {
	const [theirs, ours] = [shareRise(dependency), shareRise(service)];
	return theirs === null || ours === null || ours <= 0 ? 0 : Math.max(0, theirs / ours);
}

/** Whether trouble there would have been told from chance at all: with a few looks, even a look that always fails would not. */
export function couldTell({ before, after }: TroubleStretches): boolean {
	const [then, now] = [errorsIn(before), errorsIn(after)];
	return countTail(then, { failed: now.total, total: now.total }, 1) < WORSE;
}

function hasMoreErrors({ before, after }: TroubleStretches): boolean {
	const earlier = errorPartsOf(before);
	if (earlier.length === 0) return false;
	const [then, now] = [errorsIn(before), errorsIn(after)];
	// Counts that wander are less surprising still: only what would surprise otherwise is looked at closely.
	return countTail(then, now, 1) < WORSE && countTail(then, now, dispersionOf(earlier)) < WORSE;
}

/** Failed requests beyond what the rate before would have given. */
function additionalErrors({ before, after }: TroubleStretches): number | null {
	const [then, now] = [errorsIn(before), errorsIn(after)];
	return then.total <= 0 ? null : now.failed - now.total * (then.failed / then.total);
}

/** Time is additive where means are known: a service waits for what it calls. Other statistics are held against each other as they are. */
function explainedTime(dependency: TroubleStretches, service: TroubleStretches, change: Change): number {
	if (!isSlower(dependency, change)) return 0;
	const [theirs, ours] = [additionalTime(dependency), additionalTime(service)];
	const isAdditive = theirs !== null && ours !== null && ours > 0 && areCountsAlike(dependency, service);
	if (isAdditive) return Math.max(0, theirs / ours);
	const [theirRise, ourRise] = [riseOf(dependency, change), riseOf(service, change)];
	return theirRise === null || ourRise === null || ourRise <= 0 ? 0 : Math.max(0, theirRise / ourRise);
}

function isSlower({ before, after }: TroubleStretches, change: Change): boolean {
	const logs = (samples: readonly Sample[]) => valuesOf(samples, change).map(Math.log);
	const found = levelChange(logs(before), logs(after));
	return found !== null && found.p < WORSE;
}

/** Milliseconds that all requests together took beyond what they took before; null where means or counts are not known. */
function additionalTime({ before, after }: TroubleStretches): number | null {
	const then = meanOfRequests(before);
	if (then === null) return null;
	const counted = meansOf(after).filter(({ requests }) => requests !== null);
	return counted.length === 0 ? null : counted.reduce((sum, { ms, requests }) => sum + (ms - then) * (requests ?? 0), 0);
}

/** Over requests, not over samples; null when none was counted. */
function meanOfRequests(samples: readonly Sample[]): number | null {
	let all = 0;
	let timeMs = 0;
	for (const { ms, requests } of meansOf(samples)) {
		if (requests === null) continue;
		all += requests;
		timeMs += ms * requests;
	}
	return all === 0 ? null : timeMs / all;
}

function riseOf({ before, after }: TroubleStretches, change: Change): number | null {
	const [then, now] = [valuesOf(before, change), valuesOf(after, change)];
	return then.length === 0 || now.length === 0 ? null : average(now) - average(then);
}

/** Whether it has surely got worse since the deploy, by its errors or by far slower answers. */
export function gotWorse(relative: TroubleStretches): boolean {
	return hasMoreErrors(relative) || isTimingOut(relative);
}

function isTimingOut({ before, after }: TroubleStretches): boolean {
	const [then, now] = [averageLatency(before), averageLatency(after)];
	return now >= TIMING_OUT * then && now - then >= NOISE_MS;
}

/** NaN when it is not known. */
function averageLatency(samples: readonly Sample[]): number {
	return average(meansOf(samples).map(({ ms }) => ms));
}

/** The mean where it is known, because only means add up; else the statistic that changed. */
function valuesOf(samples: readonly Sample[], { statistic }: Change): readonly number[] {
	const means = meansOf(samples);
	const isKnown = means.length > 0 || statistic === "share";
	const values = isKnown ? means.map(({ ms }) => ms) : samples.map((sample) => statisticOf(sample, statistic) ?? 0);
	return values.filter((ms) => ms > 0);
}

/** More calls for each of the service's own requests than before. */
function floods(dependency: TroubleStretches, service: TroubleStretches): boolean {
	const perRequest = (samples: (stretches: TroubleStretches) => readonly Sample[]) =>
		ratePerMs(samples(dependency)) / ratePerMs(samples(service));
	const [then, now] = [perRequest(({ before }) => before), perRequest(({ after }) => after)];
	return Number.isFinite(then) && Number.isFinite(now) && then > 0 && now / then > FLOODING;
}

/** Requests a millisecond over the samples that counted them; NaN when none did. */
export function ratePerMs(samples: readonly Sample[]): number {
	let requests = 0;
	let timeMs = 0;
	for (const sample of samples) {
		if (sample.requests === null) continue;
		requests += sample.requests;
		timeMs += sample.toMs - sample.fromMs;
	}
	return timeMs === 0 ? Number.NaN : requests / timeMs;
}

/** How much of the service's change shows where the release did not go, 0..1. Null when nothing could be compared there. */
export function sharedBy(unchanged: TroubleStretches, service: TroubleStretches, change: Change): number | null {
	if (change.measure === "errors") {
		const [theirs, ours] = [shareRise(unchanged), shareRise(service)];
		if (theirs === null || ours === null) return null;
		return ours > 0 && hasMoreErrors(unchanged) ? clamp(theirs / ours) : 0;
	}
	const [theirs, ours] = [riseOf(unchanged, change), riseOf(service, change)];
	if (theirs === null || ours === null) return null;
	return ours > 0 && isSlower(unchanged, change) ? clamp(theirs / ours) : 0;
}

function shareRise({ before, after }: TroubleStretches): number | null {
	const [then, now] = [errorsIn(before), errorsIn(after)];
	return then.total <= 0 || now.total <= 0 ? null : now.failed / now.total - then.failed / then.total;
}

function average(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function clamp(share: number): number {
	return Math.min(1, Math.max(0, share));
}
