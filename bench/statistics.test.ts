import { expect, test } from "vitest";
import { median, percentile } from "./statistics.ts";

test("the median is the middle, or the mean of the two in the middle", () => {
	expect(median([5, 1, 3])).toBe(3);
	expect(median([4, 1, 3, 100])).toBe(3.5);
	expect(median([])).toBe(0);
});

test("a percentile is a number that was measured", () => {
	const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
	expect(percentile(hundred, 0.5)).toBe(50);
	expect(percentile(hundred, 0.99)).toBe(99);
	expect(percentile([7], 0.99)).toBe(7);
});
