import type { Sample } from "../../core/series.ts";
import { type LatencyStatistic, statisticOf } from "./latency.ts";

/** One statistic of one part of time, in milliseconds. */
export interface Valued {
	readonly fromMs: number;
	readonly toMs: number;
	readonly ms: number;
}

/** The samples that have the statistic. */
export function valuesOf(samples: readonly Sample[], statistic: LatencyStatistic): readonly Valued[] {
	const values: Valued[] = [];
	for (const sample of samples) {
		const ms = statisticOf(sample, statistic);
		if (ms !== null) values.push({ fromMs: sample.fromMs, toMs: sample.toMs, ms });
	}
	return values;
}

/** The length that most samples have, in milliseconds; 0 when there are none. */
export function usualLengthMs(samples: readonly Sample[]): number {
	const lengths = samples.map(({ fromMs, toMs }) => toMs - fromMs).toSorted((a, b) => a - b);
	return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

/**
 * The statistic in parts as long as those it is held against: ten seconds wander more than a minute, and would look like a change. Parts are
 * counted from `fromMs`; requests weigh; a part that is not over yet waits for its rest. Samples that are as long already stay as they are.
 */
export function regrouped(samples: readonly Sample[], statistic: LatencyStatistic, lengthMs: number, fromMs: number): readonly Valued[] {
	const isFine = samples.some((sample) => sample.toMs - sample.fromMs < lengthMs);
	if (!isFine) return valuesOf(samples, statistic);
	const groups = new Map<number, { weight: number; sum: number }>();
	for (const sample of samples) {
		const ms = statisticOf(sample, statistic);
		if (ms === null) continue;
		const index = Math.floor((sample.fromMs - fromMs) / lengthMs);
		const group = groups.get(index) ?? { weight: 0, sum: 0 };
		if (group.weight === 0) groups.set(index, group);
		const weight = sample.requests ?? 1;
		group.weight += weight;
		group.sum += ms * weight;
	}
	const lastMs = samples.at(-1)?.toMs ?? fromMs;
	return [...groups]
		.map(([index, { weight, sum }]) => ({ fromMs: fromMs + index * lengthMs, toMs: fromMs + (index + 1) * lengthMs, ms: sum / weight }))
		.filter(({ toMs }) => toMs <= lastMs);
}
