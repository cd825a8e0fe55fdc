import { describe, expect, test } from "vitest";
import { sampleOfReading } from "./sample.ts";
import type { Reading } from "./signal.ts";

const window = { from: "2026-11-21T03:00:00.000Z", to: "2026-11-21T03:00:10.000Z" };
const times = { fromMs: Date.parse(window.from), toMs: Date.parse(window.to) };
const sampleOf = (reading: Reading) => sampleOfReading(reading, window);
const check = (passed: boolean | null, latencyMs: number | null) => sampleOf({ kind: "check", passed, latencyMs, detail: "" });

describe("a check", () => {
	test("that passes is one request that did not fail, with its time as the mean of one", () => {
		expect(check(true, 42)).toEqual({
			...times,
			requests: 1,
			errors: 0,
			errorRatio: null,
			latency: { kind: "statistics", meanMs: 42, p50Ms: null, p95Ms: null, p99Ms: null },
		});
	});
	test("that fails is one failed request; a quick refusal does not count as fast", () => {
		expect(check(false, 2)).toEqual({ ...times, requests: 1, errors: 1, errorRatio: null, latency: null });
	});
	test("that could not be made is nothing, neither good nor bad", () => {
		expect(check(null, null)).toBeNull();
	});
});

describe("a ratio", () => {
	const ratio = (failed: number | null, total: number | null, share: number | null) =>
		sampleOf({ kind: "ratio", failed, total, ratio: share, detail: "" });
	test("gives its counts, and its share only where the counts do not say it", () => {
		expect(ratio(3, 60, 0.05)).toEqual({ ...times, requests: 60, errors: 3, errorRatio: null, latency: null });
		expect(ratio(null, null, 0.05)).toEqual({ ...times, requests: null, errors: null, errorRatio: 0.05, latency: null });
		expect(ratio(null, 60, 0.05)).toEqual({ ...times, requests: 60, errors: null, errorRatio: 0.05, latency: null });
	});
	test("of no requests is a known zero, and of nothing known is nothing", () => {
		expect(ratio(0, 0, null)).toMatchObject({ requests: 0, errors: 0, errorRatio: null });
		expect(ratio(null, null, null)).toBeNull();
		expect(ratio(Number.NaN, -1, Number.POSITIVE_INFINITY)).toBeNull();
	});
});

test.each([
	["mean", "meanMs"],
	["p50", "p50Ms"],
	["p95", "p95Ms"],
	["p99", "p99Ms"],
] as const)("a %s stands as %s and as nothing else", (statistic, field) => {
	const nothing = { meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null };
	const latency = { kind: "statistics", ...nothing, [field]: 84 };
	const reading = { kind: "latency", ms: 84, statistic, samples: 12, detail: "" } as const;
	expect(sampleOf(reading)).toEqual({ ...times, requests: 12, errors: null, errorRatio: null, latency });
	expect(sampleOf({ ...reading, ms: null })).toBeNull();
});

test("a count of log lines is no share of requests, and a window that is none holds no sample", () => {
	expect(sampleOf({ kind: "count", count: 4, detail: "" })).toBeNull();
	expect(sampleOfReading({ kind: "check", passed: true, latencyMs: 1, detail: "" }, { from: window.to, to: window.from })).toBeNull();
	expect(sampleOfReading({ kind: "check", passed: true, latencyMs: 1, detail: "" }, { from: "soon", to: window.to })).toBeNull();
});
