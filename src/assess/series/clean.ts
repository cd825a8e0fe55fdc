import { amountOrNull } from "../../core/measurement.ts";
import type { Latency, Sample } from "../../core/series.ts";

/** How far errors may exceed requests on paper before they make no sense: two extrapolated counters disagree a little when everything fails (as in core/measurement). */
const EXTRAPOLATION = 1.1;

/** Whether the sample covers a stretch of time at all; one that does not can stand nowhere in a series. */
export function hasTime(sample: Sample): boolean {
	return Number.isFinite(sample.fromMs) && Number.isFinite(sample.toMs) && sample.toMs > sample.fromMs;
}

/** The sample with every value that cannot be a measurement (NaN, infinite, negative, more errors than requests, a histogram that is none) as null; the very same object when there is none. */
export function cleaned(sample: Sample): Sample {
	const requests = amountOrNull(sample.requests);
	const errors = partOf(amountOrNull(sample.errors), requests);
	const errorRatio = partOf(amountOrNull(sample.errorRatio), 1);
	const latency = cleanedLatency(sample.latency);
	const isSame = requests === sample.requests && errors === sample.errors && errorRatio === sample.errorRatio && latency === sample.latency;
	return isSame ? sample : { fromMs: sample.fromMs, toMs: sample.toMs, requests, errors, errorRatio, latency };
}

/** Whether cleaning took a value away, and did not only trim it to its whole. */
export function lostValues(before: Sample, after: Sample): boolean {
	if (before === after) return false;
	return amounts(before).some((value, index) => value !== null && amounts(after)[index] === null) || before.latency !== after.latency;
}

function amounts(sample: Sample): readonly (number | null)[] {
	return [sample.requests, sample.errors, sample.errorRatio];
}

function partOf(part: number | null, whole: number | null): number | null {
	if (part === null || whole === null) return part;
	return part > whole * EXTRAPOLATION ? null : Math.min(part, whole);
}

function cleanedLatency(latency: Latency | null): Latency | null {
	if (latency === null) return null;
	if (latency.kind === "histogram") return isHistogram(latency.boundsMs, latency.counts) ? latency : null;
	const { meanMs, p50Ms, p95Ms, p99Ms } = latency;
	const mean = amountOrNull(meanMs);
	const p50 = amountOrNull(p50Ms);
	const p95 = amountOrNull(p95Ms);
	const p99 = amountOrNull(p99Ms);
	if (mean === meanMs && p50 === p50Ms && p95 === p95Ms && p99 === p99Ms) return latency;
	if (mean === null && p50 === null && p95 === null && p99 === null) return null;
	return { kind: "statistics", meanMs: mean, p50Ms: p50, p95Ms: p95, p99Ms: p99 };
}

function isHistogram(boundsMs: readonly number[], counts: readonly number[]): boolean {
	if (counts.length !== boundsMs.length + 1 || !areBounds(boundsMs)) return false;
	for (const count of counts) if (!Number.isFinite(count) || count < 0) return false;
	return true;
}

/** Bounds that were found to rise: the samples of a series share theirs, and one look at them is enough. */
const rising = new WeakSet<readonly number[]>();

function areBounds(boundsMs: readonly number[]): boolean {
	if (rising.has(boundsMs)) return true;
	const ascend = boundsMs.every((bound, index) => Number.isFinite(bound) && bound > (boundsMs[index - 1] ?? Number.NEGATIVE_INFINITY));
	if (ascend) rising.add(boundsMs);
	return ascend;
}
