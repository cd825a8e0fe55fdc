import type { Latency, Sample } from "../../core/series.ts";
import { type CountPart, oncePerList } from "./stretch.ts";

/** The statistics in the order they are trusted: a mean feels every request, a tail feels the slow ones. */
export const STATISTICS = ["mean", "p95", "p50", "p99"] as const;
export type LatencyStatistic = (typeof STATISTICS)[number];

type Histogram = Extract<Latency, { kind: "histogram" }>;

/** Where a sample keeps it. */
const FIELD = { mean: "meanMs", p50: "p50Ms", p95: "p95Ms", p99: "p99Ms" } as const;

/** The statistic of a sample in milliseconds; null when its source does not give it, or when nothing was requested. */
export function statisticOf(sample: Sample, statistic: LatencyStatistic): number | null {
	const { latency } = sample;
	if (latency?.kind !== "statistics" || sample.requests === 0) return null;
	const ms = latency[FIELD[statistic]];
	return ms !== null && ms > 0 ? ms : null;
}

/** The mean of a sample's latencies in milliseconds, for sharing out time: of a histogram the middles of its buckets, its open one counted at its bound. */
function meanLatency(sample: Sample): number | null {
	const { latency } = sample;
	if (latency === null) return null;
	return latency.kind === "statistics" ? statisticOf(sample, "mean") : meanOfBuckets(latency);
}

/** The mean latency of one part of time. */
export interface MeanLatency {
	readonly ms: number;
	/** Null when nobody counted them. */
	readonly requests: number | null;
}

/** The means of all samples that have one. */
export const meansOf = oncePerList((samples) => {
	const found: MeanLatency[] = [];
	for (const sample of samples) {
		const ms = meanLatency(sample);
		if (ms !== null) found.push({ ms, requests: sample.requests });
	}
	return found;
});

function meanOfBuckets({ boundsMs, counts }: Histogram): number | null {
	let total = 0;
	let time = 0;
	let low = 0;
	for (let index = 0; index < counts.length; index += 1) {
		const count = counts[index] ?? 0;
		const high = boundsMs[index] ?? low;
		total += count;
		time += (count * (low + high)) / 2;
		low = high;
	}
	return total === 0 ? null : time / total;
}

/** All histograms with the same bounds as the newest one, as one. Null when there is none. */
export function pooledHistogram(samples: readonly Sample[]): Histogram | null {
	const all = samples.flatMap(({ latency }) => (latency?.kind === "histogram" ? [latency] : []));
	const newest = all.at(-1);
	if (newest === undefined) return null;
	const alike = all.filter((one) => hasSameBounds(one, newest.boundsMs));
	return { ...newest, counts: newest.counts.map((_, index) => alike.reduce((sum, one) => sum + (one.counts[index] ?? 0), 0)) };
}

function hasSameBounds(one: Histogram, boundsMs: readonly number[]): boolean {
	if (one.boundsMs === boundsMs) return true;
	return one.boundsMs.length === boundsMs.length && one.boundsMs.every((bound, index) => bound === boundsMs[index]);
}

/** The quantile (0..1) in milliseconds, straight inside a bucket as Prometheus' histogram_quantile has it. */
export function quantileOf(histogram: Histogram, quantile: number): number {
	const wanted = quantile * histogram.counts.reduce((sum, count) => sum + count, 0);
	let below = 0;
	for (const [index, count] of histogram.counts.entries()) {
		const high = histogram.boundsMs[index];
		const low = index === 0 ? 0 : (histogram.boundsMs[index - 1] ?? 0);
		if (high === undefined) return low;
		if (below + count >= wanted && count > 0) return low + ((high - low) * (wanted - below)) / count;
		below += count;
	}
	return histogram.boundsMs.at(-1) ?? 0;
}

/** The bucket bound above which the slowest twentieth lies: what counts as slow. Null when no bound tells fast from slow. */
export function slowBound(histogram: Histogram): number | null {
	const p95 = quantileOf(histogram, 0.95);
	return histogram.boundsMs.find((bound) => bound >= p95) ?? null;
}

/** Requests slower than the bound, out of all; null when the sample's histogram does not have it. */
export function slowRequestsOf(sample: Sample, bounds: readonly number[], boundMs: number): CountPart | null {
	const { fromMs, toMs, latency } = sample;
	if (latency?.kind !== "histogram" || !hasSameBounds(latency, bounds)) return null;
	const slow = latency.counts.reduce(
		(sum, count, index) => sum + ((latency.boundsMs[index] ?? Number.POSITIVE_INFINITY) > boundMs ? count : 0),
		0,
	);
	return { fromMs, toMs, failed: slow, total: latency.counts.reduce((sum, count) => sum + count, 0) };
}
