import { expect, it } from "vitest";
import type { Sample } from "../../core/series.ts";
import { regrouped, usualLengthMs, valuesOf } from "./regroup.ts";

const sample = (fromMs: number, toMs: number, meanMs: number, requests = 10): Sample => ({
	fromMs,
	toMs,
	requests,
	errors: 0,
	errorRatio: null,
	latency: { kind: "statistics", meanMs, p50Ms: null, p95Ms: null, p99Ms: null },
});

it("joins fine parts to the length of those before, by their requests, and leaves out what is not over", () => {
	const fine = [sample(0, 10, 80, 30), sample(10, 20, 120, 10), sample(20, 30, 500)];
	expect(regrouped(fine, "mean", 20, 0)).toEqual([{ fromMs: 0, toMs: 20, ms: 90 }]);
});

it("leaves parts alone that are as long", () => {
	const long = [sample(0, 60, 80), sample(60, 120, 90)];
	expect(regrouped(long, "mean", 60, 0)).toEqual(valuesOf(long, "mean"));
	expect(usualLengthMs([...long, sample(120, 130, 9)])).toBe(60);
	expect(usualLengthMs([])).toBe(0);
});
