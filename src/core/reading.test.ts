import { expect, test } from "vitest";
import { RUNBOOK_THRESHOLDS } from "../testing/thresholds.ts";
import { signalFrom } from "./judgement.ts";
import { isTooLittle, missingReading, oneLine, readingText } from "./reading.ts";
import type { Reading, SignalMeasure } from "./signal.ts";

test("a reading is told in a few words with its numbers", () => {
	expect(readingText({ kind: "ratio", failed: 33, total: 412, ratio: null, detail: "" })).toBe("8 % of 412 requests");
	expect(readingText({ kind: "ratio", failed: null, total: null, ratio: 0.081, detail: "" })).toBe("8.1 %");
	expect(readingText({ kind: "latency", ms: 84, statistic: "p95", samples: null, detail: "" })).toBe("p95 84 ms");
	expect(readingText({ kind: "count", count: 3, detail: "" })).toBe("3 matches");
	expect(readingText({ kind: "count", count: 1, detail: "" })).toBe("1 match");
	expect(readingText({ kind: "check", passed: false, latencyMs: 3, detail: "" })).toBe("fails");
	expect(readingText({ kind: "certificate", daysLeft: 62, problem: null, detail: "" })).toBe("62 days left");
	expect(readingText({ kind: "certificate", daysLeft: -2, problem: "expired", detail: "" })).toBe("expired, ended 2 days ago");
});

test("what could not be measured is null, for every measure", () => {
	const measures: SignalMeasure[] = ["health", "smoke", "error-rate", "latency", "log-pattern", "certificate"];
	expect(measures.map((measure) => readingText(missingReading(measure, "away")))).toEqual([null, null, null, null, null, null]);
});

test("too little to judge by is what was measured in too few requests, and not what is missing or has nothing to be held against", () => {
	const window = { from: "2026-11-21T03:04:00.000Z", to: "2026-11-21T03:05:00.000Z" };
	const isLittle = (measure: SignalMeasure, reading: Reading, baseline: Reading | null = null) =>
		isTooLittle(signalFrom({ name: "a", source: "test", measure }, window, reading, baseline, RUNBOOK_THRESHOLDS, "after"));
	const ratio = (failed: number, total: number): Reading => ({ kind: "ratio", failed, total, ratio: null, detail: "" });
	const p95 = (samples: number): Reading => ({ kind: "latency", ms: 84, statistic: "p95", samples, detail: "" });
	expect([ratio(1, 4), ratio(0, 4)].map((reading) => isLittle("error-rate", reading))).toEqual([true, true]);
	expect([ratio(0, 0), ratio(1, 400), ratio(100, 400)].map((reading) => isLittle("error-rate", reading))).toEqual([false, false, false]);
	expect(isLittle("error-rate", missingReading("error-rate", "away"))).toBe(false);
	expect([isLittle("latency", p95(4), p95(400)), isLittle("latency", p95(400), p95(4))]).toEqual([true, true]);
	expect([isLittle("latency", p95(4)), isLittle("latency", p95(400), p95(400))]).toEqual([false, false]);
	expect(isLittle("health", missingReading("health", "away"))).toBe(false);
});

test("foreign text becomes one short line", () => {
	expect(oneLine("a\n\n| b\r\n")).toBe("a | b");
	expect(oneLine("x".repeat(500))).toHaveLength(160);
});
