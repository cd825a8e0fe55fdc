import type { Sample, Series } from "../../src/core/series.ts";

/** What happened in one stretch of time: pooled counts and the mean latency, weighed by requests; null where nothing was measured. */
export interface Stretch {
	readonly fromMs: number;
	readonly toMs: number;
	/** Failed share, 0..1. */
	readonly errorShare: number | null;
	readonly latencyMs: number | null;
}

/** The samples of a series within [fromMs, toMs). */
export function samplesWithin({ samples }: Series, fromMs: number, toMs: number): readonly Sample[] {
	return samples.filter((sample) => sample.fromMs >= fromMs && sample.toMs <= toMs);
}

/** Samples in stretches of at least `lengthMs`, counted from `startMs` on; the last may be shorter. A longer sample is a stretch of its own. */
export function stretchesOf(samples: readonly Sample[], startMs: number, lengthMs: number): readonly Stretch[] {
	const groups = Map.groupBy(samples, ({ fromMs }) => Math.floor((fromMs - startMs) / lengthMs));
	return [...groups.keys()].sort((a, b) => a - b).map((key) => pooled(groups.get(key) ?? []));
}

/** All samples as one stretch. */
export function pooled(samples: readonly Sample[]): Stretch {
	return {
		fromMs: Math.min(...samples.map(({ fromMs }) => fromMs)),
		toMs: Math.max(...samples.map(({ toMs }) => toMs)),
		errorShare: weighted(samples, errorShareOf),
		latencyMs: weighted(samples, meanMsOf),
	};
}

function weighted(samples: readonly Sample[], measured: (sample: Sample) => number | null): number | null {
	let [sum, weight] = [0, 0];
	for (const sample of samples) {
		const value = measured(sample);
		if (value === null) continue;
		sum += value * (sample.requests ?? 1);
		weight += sample.requests ?? 1;
	}
	return weight === 0 ? null : sum / weight;
}

function errorShareOf({ requests, errors, errorRatio }: Sample): number | null {
	if (requests === 0) return null;
	return requests === null || errors === null ? errorRatio : errors / requests;
}

/** The mean where the source knows it, else the median of the requests. */
function meanMsOf({ latency }: Sample): number | null {
	return latency?.kind === "statistics" ? (latency.meanMs ?? latency.p50Ms) : null;
}
