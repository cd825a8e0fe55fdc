import { certificateStanding, daysLeftText } from "./certificate.ts";
import { formatDuration } from "./duration.ts";
import { errorShare } from "./measurement.ts";
import { formatCount, formatQuantity, formatShare } from "./number.ts";
import type { Reading, Signal, SignalMeasure } from "./signal.ts";

/** What was read, in a few words: `8.1 % of 412 requests`, `p95 84 ms`, `passes`; null when it could not be measured. */
export function readingText(reading: Reading): string | null {
	if (reading.kind === "check") return reading.passed === null ? null : reading.passed ? "passes" : "fails";
	if (reading.kind === "latency") return reading.ms === null ? null : `${reading.statistic} ${formatDuration(reading.ms)}`;
	if (reading.kind === "count")
		return reading.count === null ? null : reading.count === 1 ? "1 match" : `${formatCount(reading.count)} matches`;
	if (reading.kind === "certificate") return certificateText(reading);
	const share = errorShare(reading);
	if (share === null) return null;
	return share.total === null ? formatShare(share.ratio) : `${formatShare(share.ratio)} of ${formatQuantity(share.total, "request")}`;
}

function certificateText(reading: Extract<Reading, { kind: "certificate" }>): string | null {
	if (certificateStanding(reading) === "unknown") return null;
	const words = [reading.problem?.replaceAll("-", " ") ?? null, reading.daysLeft === null ? null : daysLeftText(reading.daysLeft)];
	return words.filter((word) => word !== null).join(", ");
}

/** The reading of a source that gave none: all nulls, with the reason as its detail. */
export function missingReading(measure: SignalMeasure, detail: string): Reading {
	if (measure === "error-rate") return { kind: "ratio", failed: null, total: null, ratio: null, detail };
	if (measure === "latency") return { kind: "latency", ms: null, statistic: "p95", samples: null, detail };
	if (measure === "log-pattern") return { kind: "count", count: null, detail };
	if (measure === "certificate") return { kind: "certificate", daysLeft: null, problem: null, detail };
	return { kind: "check", passed: null, latencyMs: null, detail };
}

/** True for what passes or fails: health checks and smoke tests. */
export function isCheck(measure: SignalMeasure): boolean {
	return measure === "health" || measure === "smoke";
}

/** True for what was measured and has something to be held against, but in too few requests to judge by. */
export function isTooLittle({ measure, state, reading, baseline }: Signal): boolean {
	if (state !== "unknown" || readingText(reading) === null) return false;
	return measure === "error-rate" || (measure === "latency" && baseline !== null && readingText(baseline) !== null);
}

/** Foreign text on one line of at most `length` characters, so that it cannot break out of a sentence. */
export function oneLine(text: string, length = 160): string {
	const line = text.replace(/\s+/g, " ").trim();
	return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
