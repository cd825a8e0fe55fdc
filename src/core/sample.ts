import { amountOrNull } from "./measurement.ts";
import type { Latency, Sample } from "./series.ts";
import type { Reading, Window } from "./signal.ts";

type Statistic = Extract<Reading, { kind: "latency" }>["statistic"];

/**
 * One look at a source as a sample of its window, so that what has no past (probes) gets one and the judge can pool the looks; null when nothing
 * was measured, and for a count of log lines, which is no share of requests. A check is one request, failed or not. Its time counts only when it
 * passed: a refusal after 2 ms would make a broken service look fast. Pure.
 */
export function sampleOfReading(reading: Reading, window: Window): Sample | null {
	const times = { fromMs: Date.parse(window.from), toMs: Date.parse(window.to) };
	if (!(times.fromMs < times.toMs)) return null;
	const measured = measuredIn(reading);
	return measured === null ? null : { ...times, ...measured };
}

function measuredIn(reading: Reading): Omit<Sample, "fromMs" | "toMs"> | null {
	if (reading.kind === "check") return checked(reading.passed, amountOrNull(reading.latencyMs));
	if (reading.kind === "ratio") return counted(amountOrNull(reading.failed), amountOrNull(reading.total), amountOrNull(reading.ratio));
	if (reading.kind === "latency") return timed(reading.statistic, amountOrNull(reading.ms), amountOrNull(reading.samples));
	return null;
}

function checked(passed: boolean | null, latencyMs: number | null): Omit<Sample, "fromMs" | "toMs"> | null {
	if (passed === null) return null;
	const latency = passed && latencyMs !== null ? statistics("mean", latencyMs) : null;
	return { requests: 1, errors: passed ? 0 : 1, errorRatio: null, latency };
}

function counted(errors: number | null, requests: number | null, ratio: number | null): Omit<Sample, "fromMs" | "toMs"> | null {
	if (errors === null && requests === null && ratio === null) return null;
	const isCounted = errors !== null && requests !== null;
	return { requests, errors, errorRatio: isCounted ? null : ratio, latency: null };
}

function timed(statistic: Statistic, ms: number | null, requests: number | null): Omit<Sample, "fromMs" | "toMs"> | null {
	return ms === null ? null : { requests, errors: null, errorRatio: null, latency: statistics(statistic, ms) };
}

function statistics(statistic: Statistic, ms: number): Latency {
	const at = (name: Statistic) => (name === statistic ? ms : null);
	return { kind: "statistics", meanMs: at("mean"), p50Ms: at("p50"), p95Ms: at("p95"), p99Ms: at("p99") };
}
