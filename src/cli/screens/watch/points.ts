import { quantileMs } from "../../../core/histogram.ts";
import { amountOrNull, errorShare } from "../../../core/measurement.ts";
import type { Latency, Sample } from "../../../core/series.ts";
import type { Reading } from "../../../core/signal.ts";

/** One measured part of time of one signal, for a picture. */
export interface Point {
	/** Milliseconds since the epoch; the part is from `fromMs` up to and without `toMs`. */
	readonly fromMs: number;
	readonly toMs: number;
	/** A share 0..1, milliseconds or a count; null: it could not be measured, which is never zero. */
	readonly value: number | null;
	/** Requests that it speaks for, so that a busy part counts for more; 1 where nobody counted. */
	readonly weight: number;
}

/** What the values of a signal are. */
export type Unit = "share" | "ms" | "count";

type Statistic = Extract<Reading, { kind: "latency" }>["statistic"];
const SHARES: Readonly<Record<Exclude<Statistic, "mean">, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** What a signal of this reading is drawn in; null where there is nothing to draw, as with the days that a certificate has left. */
export function unitOf(reading: Reading): Unit | null {
	if (reading.kind === "latency") return "ms";
	if (reading.kind === "count") return "count";
	return reading.kind === "certificate" ? null : "share";
}

/** The samples of a series as points: failing shares, or the latency that the reading speaks of. */
export function pointsOf(samples: readonly Sample[], reading: Reading): readonly Point[] {
	const measured = reading.kind === "latency" ? ({ latency }: Sample) => latencyMs(latency, reading.statistic) : failingShare;
	return samples.flatMap((sample) => {
		const { fromMs, toMs, requests } = sample;
		if (!(fromMs < toMs)) return [];
		return [{ fromMs, toMs, value: measured(sample), weight: amountOrNull(requests) ?? 1 }];
	});
}

/** One look as a point that stands for the time since the look before; null where there is nothing to draw. */
export function pointOfReading(reading: Reading, fromMs: number, toMs: number): Point | null {
	return unitOf(reading) === null || !(fromMs < toMs) ? null : { fromMs, toMs, value: readValue(reading), weight: 1 };
}

function readValue(reading: Reading): number | null {
	if (reading.kind === "check") return reading.passed === null ? null : Number(!reading.passed);
	if (reading.kind === "ratio") return errorShare(reading)?.ratio ?? null;
	if (reading.kind === "latency") return amountOrNull(reading.ms);
	return reading.kind === "count" ? amountOrNull(reading.count) : null;
}

function failingShare({ requests, errors, errorRatio }: Sample): number | null {
	return errorShare({ kind: "ratio", failed: errors, total: requests, ratio: errorRatio, detail: "" })?.ratio ?? null;
}

function latencyMs(latency: Latency | null, statistic: Statistic): number | null {
	if (latency === null) return null;
	if (latency.kind === "histogram") return quantileMs(latency, statistic === "mean" ? SHARES.p50 : SHARES[statistic])?.ms ?? null;
	const { meanMs, p50Ms, p95Ms, p99Ms } = latency;
	return amountOrNull({ mean: meanMs, p50: p50Ms, p95: p95Ms, p99: p99Ms }[statistic]);
}
