import { median } from "../../statistics.ts";

/** The shift of one group of numbers against another, with the lower end of its interval. */
export interface Shift {
	/** The Hodges–Lehmann estimate: the median of all differences. */
	readonly estimate: number;
	readonly low: number;
}

const HALVINGS = 50;
const CONTINUITY = 0.5;

/**
 * By how much `after` lies above `before` (Mann-Whitney, normal approximation with ties and continuity, the test inverted as in R's wilcox.test).
 * `z` is the quantile of the interval. Where too few numbers are there to reject any shift, the lower end is the smallest difference, as in R.
 */
export function shiftOf(after: readonly number[], before: readonly number[], z: number): Shift {
	const smallest = Math.min(...after) - Math.max(...before);
	const largest = Math.max(...after) - Math.min(...before);
	const rejects = (shift: number) => score(after, before, shift) >= z;
	const differences = after.flatMap((mine) => before.map((theirs) => mine - theirs));
	return { estimate: median(differences), low: lastWhere(rejects, smallest, largest) };
}

/** The largest number between the two at which the falling condition still holds; the lower one if it holds nowhere. */
function lastWhere(holds: (at: number) => boolean, low: number, high: number): number {
	if (!holds(low)) return low;
	let [from, to] = [low, high];
	for (let turn = 0; turn < HALVINGS; turn++) {
		const middle = (from + to) / 2;
		if (holds(middle)) from = middle;
		else to = middle;
	}
	return from;
}

/** The standardised rank sum of `after − shift` among both groups. */
function score(after: readonly number[], before: readonly number[], shift: number): number {
	const [m, n] = [after.length, before.length];
	const all = [...after.map((value) => ({ value: value - shift, mine: 1 })), ...before.map((value) => ({ value, mine: 0 }))];
	all.sort((a, b) => a.value - b.value);
	let [rankSum, ties] = [0, 0];
	for (let start = 0; start < all.length; ) {
		let end = start;
		let mine = 0;
		while (end < all.length && all[end]?.value === all[start]?.value) mine += all[end++]?.mine ?? 0;
		const size = end - start;
		rankSum += mine * (start + (size + 1) / 2);
		ties += size ** 3 - size;
		start = end;
	}
	const difference = rankSum - (m * (m + 1)) / 2 - (m * n) / 2;
	const variance = ((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1)));
	return variance <= 0 ? 0 : (difference - Math.sign(difference) * CONTINUITY) / Math.sqrt(variance);
}
