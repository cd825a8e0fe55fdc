import { logFactorial } from "./log-factorial.ts";
import type { Random } from "./random.ts";

const SEARCH_UP_TO = 10;

/** A count with the mean, Poisson. Exact: inversion for small means, above them W. Hörmann's transformed rejection (PTRS, 1993) with its published constants. */
export function poisson(random: Random, mean: number): number {
	if (mean <= 0) return 0;
	return mean < SEARCH_UP_TO ? searched(random, mean) : rejected(random, mean);
}

function searched(random: Random, mean: number): number {
	let chance = Math.exp(-mean);
	let left = random();
	let count = 0;
	while (left > chance && chance > 0) {
		left -= chance;
		count++;
		chance *= mean / count;
	}
	return count;
}

function rejected(random: Random, mean: number): number {
	const b = 0.931 + 2.53 * Math.sqrt(mean);
	const a = -0.059 + 0.02483 * b;
	const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
	const squeeze = 0.9277 - 3.6224 / (b - 2);
	for (;;) {
		const u = random() - 0.5;
		const v = random();
		const edge = 0.5 - Math.abs(u);
		const count = Math.floor(((2 * a) / edge + b) * u + mean + 0.43);
		if (edge >= 0.07 && v <= squeeze) return count;
		if (count < 0 || (edge < 0.013 && v > edge)) continue;
		const height = Math.log((v * inverseAlpha) / (a / edge ** 2 + b));
		if (height <= count * Math.log(mean) - mean - logFactorial(count)) return count;
	}
}

/** A standard normal number (G. Marsaglia's polar method). */
export function normal(random: Random): number {
	for (;;) {
		const x = 2 * random() - 1;
		const y = 2 * random() - 1;
		const square = x * x + y * y;
		if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
	}
}

/** A gamma number with mean 1; its standard deviation is 1/√shape, and `shape` is at least 1 (Marsaglia and Tsang, 2000). */
export function gammaAroundOne(random: Random, shape: number): number {
	const d = shape - 1 / 3;
	const c = 1 / Math.sqrt(9 * d);
	for (;;) {
		const x = normal(random);
		const cube = (1 + c * x) ** 3;
		if (cube <= 0) continue;
		const u = random();
		if (u > 0 && Math.log(u) < (x * x) / 2 + d - d * cube + d * Math.log(cube)) return (d * cube) / shape;
	}
}

/** How many come at once, 1 or more, when the mean is `mean` (≥ 1): geometric. */
export function clump(random: Random, mean: number): number {
	if (mean <= 1) return 1;
	return 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - 1 / mean));
}
