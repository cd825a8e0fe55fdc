import type { Latency } from "../core/series.ts";

/** Requests that took more than `lowMs` and at most `highMs` milliseconds; the highest bucket is open. */
export interface Bucket {
	readonly lowMs: number;
	readonly highMs: number;
	readonly count: number;
}

export type Histogram = Extract<Latency, { kind: "histogram" }>;

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

/** Histograms with bounds in common, one for each list of buckets: a bound that would cut through a bucket with requests in it, which nobody can divide, is left out. */
export function withCommonBounds(histograms: readonly (readonly Bucket[])[]): readonly Histogram[] {
	const boundsMs = commonBounds(histograms);
	const places = new Map<number, number>();
	return histograms.map((buckets) => ({ kind: "histogram", boundsMs, counts: countsIn(buckets, boundsMs, places) }));
}

/** Hundreds of histograms share a few hundred bounds: each pair of bounds is looked at once. */
function commonBounds(histograms: readonly (readonly Bucket[])[]): readonly number[] {
	const bounds = new Set<number>();
	const filled = new Map<number, Set<number>>();
	for (const { lowMs, highMs, count } of histograms.flat()) {
		bounds.add(lowMs).add(highMs);
		if (count > 0) filled.set(lowMs, (filled.get(lowMs) ?? new Set()).add(highMs));
	}
	const all = [...bounds].filter(isBound).toSorted((a, b) => a - b);
	const cut = new Set([...filled].flatMap(([lowMs, highs]) => [...highs].flatMap((highMs) => boundsInside(all, lowMs, highMs))));
	return all.filter((bound) => !cut.has(bound));
}

function isBound(ms: number): boolean {
	return ms > 0 && Number.isFinite(ms);
}

function boundsInside(boundsMs: readonly number[], lowMs: number, highMs: number): readonly number[] {
	const first = firstIndex(boundsMs, (bound) => bound > lowMs);
	return boundsMs.slice(
		first,
		firstIndex(boundsMs, (bound) => bound >= highMs),
	);
}

/** `places` remembers which bucket an upper bound falls into. */
function countsIn(buckets: readonly Bucket[], boundsMs: readonly number[], places: Map<number, number>): readonly number[] {
	const counts = new Array<number>(boundsMs.length + 1).fill(0);
	for (const { highMs, count } of buckets) {
		const index = places.get(highMs) ?? firstIndex(boundsMs, (bound) => bound >= highMs);
		places.set(highMs, index);
		counts[index] = (counts[index] ?? 0) + count;
	}
	return counts;
}

/** The index of the first of the ascending bounds that has reached what is looked for, or their number; by halves. */
function firstIndex(boundsMs: readonly number[], hasReached: (boundMs: number) => boolean): number {
	let [low, high] = [0, boundsMs.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (hasReached(boundsMs[middle] ?? 0)) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** How many requests the histogram holds. */
export function totalOf(histogram: Histogram): number {
	return histogram.counts.reduce((sum, count) => sum + count, 0);
}

/** The time that the given share (0..1) of requests stayed within, in milliseconds, straight between a bucket's bounds as Prometheus' histogram_quantile does it; null without requests. In the open bucket it is the highest bound, and a lower limit. */
export function quantileMs(histogram: Histogram, share: number): { readonly ms: number; readonly isLowerLimit: boolean } | null {
	const total = totalOf(histogram);
	if (total === 0) return null;
	let below = 0;
	for (const [index, count] of histogram.counts.entries()) {
		if (count > 0 && below + count >= share * total) return within(histogram, index, (share * total - below) / count);
		below += count;
	}
	return within(histogram, histogram.boundsMs.length, 1);
}

function within({ boundsMs }: Histogram, index: number, share: number): { readonly ms: number; readonly isLowerLimit: boolean } {
	const lowMs = boundsMs[index - 1] ?? 0;
	const highMs = boundsMs[index];
	return highMs === undefined ? { ms: lowMs, isLowerLimit: true } : { ms: lowMs + (highMs - lowMs) * share, isLowerLimit: false };
}
