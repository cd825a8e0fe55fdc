const KNOWN_UP_TO = 256;
const KNOWN = new Float64Array(KNOWN_UP_TO + 1);
for (let n = 1; n <= KNOWN_UP_TO; n++) KNOWN[n] = (KNOWN[n - 1] ?? 0) + Math.log(n);

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/** ln(n!) for a whole n ≥ 0: summed up to 256, then Stirling's series, whose next term is below 1e-15 there. */
export function logFactorial(n: number): number {
	if (n <= KNOWN_UP_TO) return KNOWN[n] ?? 0;
	return (n + 0.5) * Math.log(n) - n + HALF_LOG_TWO_PI + 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5);
}

/** ln of "k out of n", for whole 0 ≤ k ≤ n. */
export function logChoose(n: number, k: number): number {
	return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}
