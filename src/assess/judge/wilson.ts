/** The bounds, 0..1, between which the true share lies. */
export interface Interval {
	readonly low: number;
	readonly high: number;
}

/** Standard normal quantiles of the two-sided intervals that are used. */
export const Z = { eighty: 1.2816, ninetyFive: 1.96 } as const;

/** Wilson's score interval of a share (E. B. Wilson, 1927): honest for few requests and for shares near nothing, where the textbook interval is not. `total` must be positive. */
export function wilsonInterval(failed: number, total: number, z: number): Interval {
	const share = failed / total;
	const weight = 1 + z ** 2 / total;
	const centre = (share + z ** 2 / (2 * total)) / weight;
	const half = (z / weight) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
	return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
