import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantileMs } from "../core/histogram.ts";
import { type Bucket, bucketsOfCumulative, histogramOf, totalOf } from "./histogram-buckets.ts";

const bucket = (lowMs: number, highMs: number, count: number): Bucket => ({ lowMs, highMs, count });
const OPEN = Number.POSITIVE_INFINITY;

describe("a classic histogram", () => {
	const cumulative = (...entries: readonly (readonly [number, number])[]) => bucketsOfCumulative(new Map(entries), 1_000);
	test("becomes counts of each bucket in milliseconds, in whatever order its bounds come", () => {
		expect(cumulative([OPEN, 12], [0.1, 4], [0.25, 10])).toEqual([bucket(0, 100, 4), bucket(100, 250, 6), bucket(250, OPEN, 2)]);
	});
	test("whose bounds were extrapolated a little apart never counts below zero, and keeps its total", () => {
		expect(cumulative([0.1, 4.2], [0.25, 4.1], [OPEN, 5])).toMatchObject([{ count: 4.2 }, { count: 0 }, { count: expect.closeTo(0.8) }]);
	});
	test("without an open bucket, or with a count that is none, is not known", () => {
		expect(cumulative([0.1, 4], [0.25, 10])).toBeNull();
		expect(cumulative([0.1, Number.NaN], [OPEN, 10])).toBeNull();
		expect(cumulative([0.1, -1], [OPEN, 10])).toBeNull();
		expect(cumulative()).toBeNull();
	});
});

describe("a histogram", () => {
	test("has nothing between buckets that are apart, and what ends at nothing among the quickest", () => {
		const buckets = [bucket(800, OPEN, 1), bucket(0, 0, 2), bucket(100, 200, 3), bucket(400, 800, 5)];
		expect(histogramOf(buckets)).toEqual({ kind: "histogram", boundsMs: [100, 200, 400, 800], counts: [2, 3, 0, 5, 1] });
		expect(histogramOf([])).toEqual({ kind: "histogram", boundsMs: [], counts: [0] });
	});
});

describe("a quantile", () => {
	const histogram = { kind: "histogram", boundsMs: [100, 200], counts: [50, 50, 0] } as const;
	test("lies straight between its bucket's bounds", () => {
		expect(quantileMs(histogram, 0.5)).toEqual({ ms: 100, isLowerLimit: false });
		expect(quantileMs(histogram, 0.95)).toEqual({ ms: 190, isLowerLimit: false });
	});
	test("in the open bucket is at least the highest bound", () => {
		expect(quantileMs({ ...histogram, counts: [1, 0, 9] }, 0.95)).toEqual({ ms: 200, isLowerLimit: true });
	});
	test("of no requests is not known", () => {
		expect(quantileMs({ ...histogram, counts: [0, 0, 0] }, 0.95)).toBeNull();
	});
	test("never falls when the share rises", () => {
		const counts = fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }).filter((list) => sum(list) > 0);
		const shares = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
		fc.assert(
			fc.property(counts, shares, (list, [a, b]) => {
				const one = { ...histogram, counts: list };
				expect(quantileMs(one, Math.min(a, b))?.ms).toBeLessThanOrEqual(quantileMs(one, Math.max(a, b))?.ms ?? 0);
				expect(totalOf(one)).toBe(sum(list));
			}),
		);
	});
});

function sum(counts: readonly number[]): number {
	return counts.reduce((total, count) => total + count, 0);
}
