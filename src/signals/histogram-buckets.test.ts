import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bucket, bucketsOfCumulative, quantileMs, totalOf, withCommonBounds } from "./histogram-buckets.ts";

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

describe("common bounds", () => {
	test("are those of all histograms, with nothing where one of them has no bucket", () => {
		const [first, second] = withCommonBounds([[bucket(100, 200, 3)], [bucket(200, 400, 5), bucket(800, OPEN, 1)]]);
		expect(first).toEqual({ kind: "histogram", boundsMs: [100, 200, 400, 800], counts: [0, 3, 0, 0, 0] });
		expect(second).toEqual({ kind: "histogram", boundsMs: [100, 200, 400, 800], counts: [0, 0, 5, 0, 1] });
	});
	test("leave out what would cut through a bucket with requests in it, and only that", () => {
		const [coarse, fine] = withCommonBounds([
			[bucket(0, 200, 3), bucket(200, 400, 0)],
			[bucket(0, 100, 1), bucket(100, 200, 2), bucket(200, 300, 4), bucket(300, OPEN, 0)],
		]);
		expect(coarse).toEqual({ kind: "histogram", boundsMs: [200, 300, 400], counts: [3, 0, 0, 0] });
		expect(fine).toEqual({ kind: "histogram", boundsMs: [200, 300, 400], counts: [3, 4, 0, 0] });
	});
	test("of nothing are none, and an empty histogram counts nothing", () => {
		expect(withCommonBounds([])).toEqual([]);
		expect(withCommonBounds([[], [bucket(0, 100, 2)]])[0]).toEqual({ kind: "histogram", boundsMs: [100], counts: [0, 0] });
	});

	const edges = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 8 });
	const anyHistogram = fc.tuple(edges, fc.array(fc.nat(20), { minLength: 8, maxLength: 8 })).map(([ends, counts]) => {
		const sorted = ends.toSorted((a, b) => a - b);
		const highest = sorted.at(-1) ?? 0;
		const buckets = sorted.slice(1).map((high, index) => bucket(sorted[index] ?? 0, high, counts[index] ?? 0));
		return [...buckets, bucket(highest, OPEN, counts[7] ?? 0)];
	});
	test("never move a request over a bound: below each of them there are as many as before", () => {
		fc.assert(
			fc.property(fc.array(anyHistogram, { minLength: 1, maxLength: 4 }), (histograms) => {
				const common = withCommonBounds(histograms);
				histograms.forEach((buckets, at) => {
					const { boundsMs = [], counts = [] } = common[at] ?? {};
					boundsMs.forEach((bound, index) => {
						const before = sum(buckets.filter(({ highMs }) => highMs <= bound).map(({ count }) => count));
						expect(sum(counts.slice(0, index + 1))).toBe(before);
					});
					expect(sum(counts)).toBe(sum(buckets.map(({ count }) => count)));
				});
			}),
		);
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
