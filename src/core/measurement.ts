import type { Reading, Window } from "./signal.ts";

/** Failed requests out of all; the counts are null where only the share was measured. */
export interface ErrorShare {
	/** 0..1. */
	readonly ratio: number;
	readonly failed: number | null;
	readonly total: number | null;
}

/** How much more than all requests may fail on paper: two extrapolated counters (Prometheus `increase`) disagree a little when everything fails. */
const EXTRAPOLATION = 1.1;

/** The share of failed requests of a ratio reading, pooled from its counts; null when it is not known or makes no sense. */
export function errorShare(reading: Reading | null): ErrorShare | null {
	if (reading?.kind !== "ratio") return null;
	const total = amountOrNull(reading.total);
	const failed = amountOrNull(reading.failed);
	if (total === 0) return null;
	const ratio = total !== null && failed !== null ? failed / total : amountOrNull(reading.ratio);
	if (ratio === null || ratio > EXTRAPOLATION) return null;
	return { ratio: Math.min(ratio, 1), failed: failed !== null && total !== null ? Math.min(failed, total) : failed, total };
}

/** Differences below this, in milliseconds, are the noise of timers and schedulers and never count as slower, whatever their ratio. */
export const NOISE_MS = 10;

/** How many times slower a latency reading is than its baseline: 1 when the difference is noise, null when either is not known or they are different statistics. */
export function slowdown(reading: Reading, baseline: Reading | null): number | null {
	if (reading.kind !== "latency" || baseline?.kind !== "latency" || reading.statistic !== baseline.statistic) return null;
	const now = amountOrNull(reading.ms);
	const before = amountOrNull(baseline.ms);
	if (now === null || before === null) return null;
	if (now - before < NOISE_MS) return Math.min(1, before === 0 ? 1 : now / before);
	return before === 0 ? Number.MAX_SAFE_INTEGER : now / before;
}

/** A measured amount, or null when it is missing, negative or no finite number: such a value was never measured. */
export function amountOrNull(value: number | null): number | null {
	return value !== null && Number.isFinite(value) && value >= 0 ? value : null;
}

/** The reading of one window as it would be over another: a count grows with time, everything else does not. */
export function overWindow(reading: Reading, measured: Window, wanted: Window): Reading {
	if (reading.kind !== "count" || reading.count === null) return reading;
	return { ...reading, count: (reading.count * lengthMs(wanted)) / lengthMs(measured) };
}

/** The part of the window that the reading knows: a log that was begun inside it knows nothing of what was before. */
export function knownWindow(reading: Reading, window: Window): Window {
	const from = "knownFrom" in reading ? reading.knownFrom : undefined;
	if (from === undefined) return window;
	const known = { from, to: window.to };
	return lengthMs(known) > 0 && lengthMs(known) < lengthMs(window) ? known : window;
}

/** In milliseconds. */
export function lengthMs({ from, to }: Window): number {
	return Date.parse(to) - Date.parse(from);
}
