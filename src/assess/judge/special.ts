/** Coefficients of Lanczos' approximation for g = 7, n = 9 (C. Lanczos, 1964): 15 digits. */
const LANCZOS = [
	676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
	9.984369578019572e-6, 1.5056327351493116e-7,
] as const;

/** The natural logarithm of Γ(x), for x > 0. */
export function lnGamma(x: number): number {
	if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - lnGamma(1 - x);
	const shifted = x - 1;
	const base = shifted + 7.5;
	const series = LANCZOS.reduce((sum, coefficient, index) => sum + coefficient / (shifted + index + 1), 0.9999999999998099);
	return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
}

/** The regularized incomplete beta function I_x(a, b), for a, b > 0: Lentz' continued fraction (Abramowitz & Stegun 26.5.8). */
export function incompleteBeta(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
	const lnFront = lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a);
	return Math.exp(lnFront) * continuedFraction(x, a, b);
}

const TINY = 1e-300;
const MOST_TERMS = 10_000;

function continuedFraction(x: number, a: number, b: number): number {
	let c = 1;
	let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
	let fraction = d;
	for (let m = 1; m <= MOST_TERMS; m += 1) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / awayFromZero(1 + even * d);
		c = awayFromZero(1 + even / c);
		fraction *= d * c;
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / awayFromZero(1 + odd * d);
		c = awayFromZero(1 + odd / c);
		fraction *= d * c;
		if (Math.abs(d * c - 1) < 1e-10) break;
	}
	return fraction;
}

function awayFromZero(value: number): number {
	return Math.abs(value) < TINY ? TINY : value;
}

/** P(T ≥ t) of Student's distribution with `freedom` degrees of freedom. */
export function studentTail(t: number, freedom: number): number {
	const half = 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
	return t >= 0 ? half : 1 - half;
}

/** z with P(Z ≥ z) = `tail` of the standard normal distribution, within 4.5e-4 (Abramowitz & Stegun 26.2.23). */
export function normalQuantile(tail: number): number {
	if (tail > 0.5) return -normalQuantile(1 - tail);
	const t = Math.sqrt(-2 * Math.log(Math.max(tail, TINY)));
	return t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
}
