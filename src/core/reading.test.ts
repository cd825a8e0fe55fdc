import { expect, test } from "vitest";
import { missingReading, oneLine, readingText } from "./reading.ts";
import type { SignalMeasure } from "./signal.ts";

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

test("foreign text becomes one short line", () => {
	expect(oneLine("a\n\n| b\r\n")).toBe("a | b");
	expect(oneLine("x".repeat(500))).toHaveLength(160);
});
