import type { Latency } from "../../src/core/series.ts";
import { percentile } from "../statistics.ts";
import { normal } from "./draws.ts";
import type { Random } from "./random.ts";

/** How long requests take, as a source would tell it of so many requests. */
export interface LatencyShape {
	readonly name: string;
	/** Null when there was no request. */
	draw(random: Random, requests: number): Latency | null;
}

/** A web request: half of them within 80 ms, 95 % within 300 ms. */
const MEDIAN_MS = 80;
const SIGMA = Math.log(300 / MEDIAN_MS) / 1.6449;

/** Prometheus' default buckets, in milliseconds. */
const BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

/** Lognormal times, told as mean and percentiles of the requests in each part. */
export const lognormalStatistics: LatencyShape = {
	name: "lognormal latency, told as statistics",
	draw(random, requests) {
		if (requests === 0) return null;
		const times = Array.from({ length: requests }, () => timeMs(random));
		return {
			kind: "statistics",
			meanMs: times.reduce((sum, time) => sum + time, 0) / requests,
			p50Ms: percentile(times, 0.5),
			p95Ms: percentile(times, 0.95),
			p99Ms: percentile(times, 0.99),
		};
	},
};

/** Lognormal times, told as a histogram in Prometheus' default buckets. */
export const lognormalHistogram: LatencyShape = {
	name: "lognormal latency, told as a histogram",
	draw(random, requests) {
		if (requests === 0) return null;
		const counts = Array<number>(BOUNDS_MS.length + 1).fill(0);
		for (let request = 0; request < requests; request++) {
			const time = timeMs(random);
			const bucket = BOUNDS_MS.findIndex((bound) => time <= bound);
			const place = bucket < 0 ? BOUNDS_MS.length : bucket;
			counts[place] = (counts[place] ?? 0) + 1;
		}
		return { kind: "histogram", boundsMs: BOUNDS_MS, counts };
	},
};

function timeMs(random: Random): number {
	return MEDIAN_MS * Math.exp(SIGMA * normal(random));
}
