import { expect, test } from "vitest";
import { clump, gammaAroundOne, normal, poisson } from "./draws.ts";
import { logChoose, logFactorial } from "./log-factorial.ts";
import { type Random, randomOf } from "./random.ts";

const DRAWS = 40_000;

/** Mean and variance of many draws, which are the same at every run. */
function moments(draw: (random: Random) => number): { readonly mean: number; readonly variance: number } {
	const random = randomOf(1, 2);
	const numbers = Array.from({ length: DRAWS }, () => draw(random));
	const mean = numbers.reduce((sum, number) => sum + number, 0) / DRAWS;
	return { mean, variance: numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / DRAWS };
}

test("the same seed gives the same numbers, and another seed or stream gives others", () => {
	const first = (seed: number, stream: number) => Array.from({ length: 4 }, randomOf(seed, stream));
	expect(first(1, 1)).toEqual(first(1, 1));
	expect(new Set([first(1, 1), first(1, 2), first(2, 1)].flat()).size).toBe(12);
});

test("uniform numbers fill 0 to 1 evenly", () => {
	const random = randomOf(3, 4);
	const tenths = Array<number>(10).fill(0);
	for (let draw = 0; draw < DRAWS; draw++) {
		const tenth = Math.floor(random() * 10);
		tenths[tenth] = (tenths[tenth] ?? 0) + 1;
	}
	const chiSquare = tenths.reduce((sum, count) => sum + (count - DRAWS / 10) ** 2 / (DRAWS / 10), 0);
	expect(chiSquare).toBeLessThan(27.9);
});

test.each([0.017, 1.7, 9.9, 10.1, 250])("Poisson counts of mean %d have that mean and that variance", (wanted) => {
	const { mean, variance } = moments((random) => poisson(random, wanted));
	expect(Math.abs(mean - wanted)).toBeLessThan(5 * Math.sqrt(wanted / DRAWS));
	expect(Math.abs(variance / wanted - 1)).toBeLessThan(5 * Math.sqrt((2 + 1 / wanted) / DRAWS));
});

test("Poisson counts are as often 0, 1, 2 … as the formula says, on both sides of the change of method", () => {
	for (const mean of [4, 12]) {
		const random = randomOf(5, 6);
		const seen = new Map<number, number>();
		for (let draw = 0; draw < DRAWS; draw++) {
			const count = poisson(random, mean);
			seen.set(count, (seen.get(count) ?? 0) + 1);
		}
		for (let count = 0; count < 2 * mean; count++) {
			const chance = Math.exp(count * Math.log(mean) - mean - logFactorial(count));
			expect(Math.abs((seen.get(count) ?? 0) - chance * DRAWS)).toBeLessThan(5 * Math.sqrt(chance * DRAWS) + 1);
		}
	}
});

test("gamma factors, clumps and normal numbers have their means and variances", () => {
	const gamma = moments((random) => gammaAroundOne(random, 4));
	expect(gamma.mean).toBeCloseTo(1, 1);
	expect(gamma.variance).toBeCloseTo(0.25, 1);
	const clumps = moments((random) => clump(random, 3));
	expect(clumps.mean).toBeCloseTo(3, 1);
	expect(clumps.variance / 6).toBeCloseTo(1, 1);
	const bell = moments(normal);
	expect(bell.mean).toBeCloseTo(0, 1);
	expect(bell.variance).toBeCloseTo(1, 1);
});

test("factorials are right where the table ends and the series begins", () => {
	expect(Math.exp(logFactorial(10))).toBeCloseTo(3_628_800, 3);
	expect(logFactorial(257) - logFactorial(256)).toBeCloseTo(Math.log(257), 9);
	expect(Math.exp(logChoose(52, 5))).toBeCloseTo(2_598_960, 2);
});
