import { describe, expect, test } from "vitest";
import { axisOf, valuesIn } from "./axis.ts";
import { bandOf } from "./band.ts";
import { pointOfReading, pointsOf, unitOf } from "./points.ts";

const NOW = Date.parse("2026-11-21T03:05:00Z");
const point = (fromS: number, toS: number, value: number | null, weight = 1) => ({
	fromMs: NOW + fromS * 1e3,
	toMs: NOW + toS * 1e3,
	value,
	weight,
});

describe("the axis", () => {
	test("no column holds what was before the deploy together with what came after", () => {
		for (const agoMs of [1_000, 37_000, 300_000, 5_400_000, 39_000_000]) {
			const axis = axisOf(NOW, NOW - agoMs, 40);
			const before = axis.before ?? Number.NaN;
			expect(axis.fromMs + before * axis.stepMs).toBe(NOW - agoMs);
			expect(axis.fromMs + axis.columns * axis.stepMs).toBeGreaterThanOrEqual(NOW);
			expect(before).toBeGreaterThanOrEqual(axis.columns * 0.3);
		}
	});
	test("a deploy of long ago, of the future or of nobody knows when is out of the picture", () => {
		for (const deployedAtMs of [null, NOW - 86_400_000, NOW + 60_000]) {
			const axis = axisOf(NOW, deployedAtMs, 40);
			expect(axis.before).toBeNull();
			expect(axis.fromMs + axis.columns * axis.stepMs).toBeGreaterThanOrEqual(NOW);
		}
	});
	test("a column is the mean of what lies in it, weighed by requests; a minute fills its columns; nothing stays nothing", () => {
		const axis = { fromMs: NOW, stepMs: 20_000, columns: 5, before: null };
		expect(valuesIn(axis, [point(0, 10, 0.5, 1), point(10, 20, 0, 9), point(20, 80, 0.2), point(80, 90, null)])).toEqual([
			0.05,
			expect.closeTo(0.2),
			expect.closeTo(0.2),
			expect.closeTo(0.2),
			null,
		]);
	});
});

describe("what is usual", () => {
	const quiet = Array.from({ length: 60 }, (_, index) =>
		point(index * 60 - 3_600, index * 60 - 3_540, index % 2 === 0 ? 0.002 : 0.001, 600),
	);
	test("is what was before the deploy, and what chance makes of it in a small part", () => {
		const busy = bandOf(quiet, NOW, "share", 10_000);
		expect(busy?.high).toBeGreaterThan(0.0015);
		expect(busy?.high).toBeLessThan(0.005);
		expect(bandOf(quiet, NOW, "share", 10)?.high).toBeGreaterThan(0.1);
	});
	test("what came after the deploy is no part of it", () => {
		expect(bandOf([...quiet, point(0, 600, 0.9, 9_000)], NOW, "share", 10_000)).toEqual(bandOf(quiet, NOW, "share", 10_000));
	});
	test("nobody knows it without a deploy, or from too little", () => {
		expect(bandOf(quiet, null, "share", 100)).toBeNull();
		expect(bandOf(quiet.slice(0, 2), NOW, "share", 100)).toBeNull();
	});
	test("a time within the noise of timers is usual", () => {
		const times = quiet.map((one) => ({ ...one, value: 20 }));
		expect(bandOf(times, NOW, "ms", 1)).toEqual({ low: 20, high: 30 });
	});
});

describe("points", () => {
	const sample = { fromMs: 0, toMs: 10_000, requests: 50, errors: 5, errorRatio: null, latency: null };
	const ratio = { kind: "ratio", failed: null, total: null, ratio: null, detail: "" } as const;
	const p95 = { kind: "latency", ms: null, statistic: "p95", samples: null, detail: "" } as const;
	test("are shares, weighed by their requests; what was not measured, or makes no sense, is null", () => {
		const values = [sample, { ...sample, requests: 0, errors: 0 }, { ...sample, errors: null }, { ...sample, errors: 400 }];
		expect(pointsOf(values, ratio).map(({ value }) => value)).toEqual([0.1, null, null, null]);
		expect(pointsOf(values, ratio)[0]?.weight).toBe(50);
	});
	test("are the statistic that the reading speaks of, out of a histogram too", () => {
		const histogram = { kind: "histogram", boundsMs: [100, 200], counts: [50, 50, 0] } as const;
		expect(pointsOf([{ ...sample, latency: histogram }], p95).map(({ value }) => value)).toEqual([190]);
		const statistics = { kind: "statistics", meanMs: 3, p50Ms: 2, p95Ms: null, p99Ms: 9 } as const;
		expect(pointsOf([{ ...sample, latency: statistics }], p95).map(({ value }) => value)).toEqual([null]);
	});
	test("a check that could not be made is a gap, one that fails is all of it; a certificate's days are not drawn", () => {
		const check = (passed: boolean | null) => ({ kind: "check", passed, latencyMs: null, detail: "" }) as const;
		expect([true, false, null].map((passed) => pointOfReading(check(passed), 0, 1)?.value)).toEqual([0, 1, null]);
		expect(unitOf({ kind: "certificate", daysLeft: 3, problem: null, detail: "" })).toBeNull();
	});
});
