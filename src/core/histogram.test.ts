import fc from "fast-check";
import { expect, test } from "vitest";
import { type Histogram, withCommonBounds } from "./histogram.ts";

const histogram = (boundsMs: readonly number[], counts: readonly number[]): Histogram => ({ kind: "histogram", boundsMs, counts });

test("histograms with the same bounds are left as they are", () => {
	const same = [histogram([100, 200], [1, 2, 3]), histogram([100, 200], [0, 0, 4])];
	expect(withCommonBounds(same)).toBe(same);
	expect(withCommonBounds([])).toEqual([]);
});

test("bounds that only some have stand in all, with nothing where one has no bucket", () => {
	const [first, second] = withCommonBounds([histogram([100, 200], [0, 3, 0]), histogram([200, 400, 800], [0, 5, 0, 1])]);
	expect(first).toEqual(histogram([100, 200, 400, 800], [0, 3, 0, 0, 0]));
	expect(second).toEqual(histogram([100, 200, 400, 800], [0, 0, 5, 0, 1]));
});

test("a bound that would cut through a bucket with requests in it is left out, and only such a one", () => {
	const [coarse, fine] = withCommonBounds([histogram([200, 400], [3, 0, 0]), histogram([100, 200, 300], [1, 2, 4, 0])]);
	expect(coarse).toEqual(histogram([200, 300, 400], [3, 0, 0, 0]));
	expect(fine).toEqual(histogram([200, 300, 400], [3, 4, 0, 0]));
});

test("a release that gave its histogram higher bounds can still be held against the one before", () => {
	const [before, after] = withCommonBounds([histogram([100, 500], [40, 20, 2]), histogram([100, 500, 2_000], [10, 20, 30, 2])]);
	expect(before).toEqual(histogram([100, 500], [40, 20, 2]));
	expect(after).toEqual(histogram([100, 500], [10, 20, 32]));
});

const anyHistogram = fc
	.tuple(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 7 }), fc.array(fc.nat(20), { minLength: 8, maxLength: 8 }))
	.map(([bounds, counts]) =>
		histogram(
			bounds.toSorted((a, b) => a - b),
			counts.slice(0, bounds.length + 1),
		),
	);

test("no request moves over a bound: below each common one there are as many as before", () => {
	fc.assert(
		fc.property(fc.array(anyHistogram, { minLength: 1, maxLength: 4 }), (histograms) => {
			withCommonBounds(histograms).forEach((common, at) => {
				const { boundsMs = [], counts = [] } = histograms[at] ?? {};
				common.boundsMs.forEach((bound, index) => {
					const before = sum(counts.filter((_, bucket) => (boundsMs[bucket] ?? Number.POSITIVE_INFINITY) <= bound));
					expect(sum(common.counts.slice(0, index + 1))).toBe(before);
				});
				expect(sum(common.counts)).toBe(sum(counts));
			});
		}),
	);
});

test("all come out with the same bounds, in whatever order they are", () => {
	fc.assert(
		fc.property(fc.array(anyHistogram, { minLength: 2, maxLength: 4 }), (histograms) => {
			const common = withCommonBounds(histograms);
			expect(common.every(({ boundsMs }) => boundsMs.join() === common[0]?.boundsMs.join())).toBe(true);
			expect(withCommonBounds(histograms.toReversed()).toReversed()).toEqual(common);
			expect(withCommonBounds(common)).toBe(common);
		}),
	);
});

function sum(counts: readonly number[]): number {
	return counts.reduce((total, count) => total + count, 0);
}
