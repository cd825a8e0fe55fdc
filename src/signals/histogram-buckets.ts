import type { Histogram } from "../core/histogram.ts";

/** Requests that took more than `lowMs` and at most `highMs` milliseconds; the highest bucket is open. */
export interface Bucket {
	readonly lowMs: number;
	readonly highMs: number;
	readonly count: number;
}

/** Bounds that differ by less are the same one, calculated twice. */
const SIGNIFICANT_DIGITS = 12;

/** The buckets of a classic histogram from its cumulative counts by upper bound, in the metric's unit; null without an open last bucket, for then requests are missing, or with a count that is none. */
export function bucketsOfCumulative(byBound: ReadonlyMap<number, number>, msPerUnit: number): readonly Bucket[] | null {
	const bounds = [...byBound].toSorted(([a], [b]) => a - b);
	if (bounds.at(-1)?.[0] !== Number.POSITIVE_INFINITY || bounds.some(([, count]) => !(count >= 0 && count < Number.POSITIVE_INFINITY)))
		return null;
	let lowMs = 0;
	let below = 0;
	return bounds.map(([bound, cumulative]) => {
		const highMs = boundMs(bound, msPerUnit);
		// Each bound is extrapolated by itself, so that a higher one may come out a little lower.
		const bucket = { lowMs, highMs, count: Math.max(0, cumulative - below) };
		lowMs = highMs;
		below = Math.max(below, cumulative);
		return bucket;
	});
}

/** A bound in milliseconds; a time below zero is a clock that was set back, and counts as none. */
export function boundMs(bound: number, msPerUnit: number): number {
	return Number.isFinite(bound) ? Math.max(0, Number((bound * msPerUnit).toPrecision(SIGNIFICANT_DIGITS))) : bound < 0 ? 0 : bound;
}

/** The buckets as a histogram in ascending order: what lies between two of them is a bucket without requests. */
export function histogramOf(buckets: readonly Bucket[]): Histogram {
	const ends = buckets.flatMap(({ lowMs, highMs }) => [lowMs, highMs]);
	const boundsMs = [...new Set(ends)].filter((ms) => ms > 0 && Number.isFinite(ms)).toSorted((a, b) => a - b);
	const places = new Map(boundsMs.map((bound, index) => [bound, index]));
	const counts = new Array<number>(boundsMs.length + 1).fill(0);
	for (const { highMs, count } of buckets) {
		// What ends at nothing has no bound of its own and is among the quickest.
		const index = highMs <= 0 ? 0 : (places.get(highMs) ?? boundsMs.length);
		counts[index] = (counts[index] ?? 0) + count;
	}
	return { kind: "histogram", boundsMs, counts };
}

/** How many requests the histogram holds. */
export function totalOf(histogram: Histogram): number {
	return histogram.counts.reduce((sum, count) => sum + count, 0);
}
