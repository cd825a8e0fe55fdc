import { incompleteBeta } from "./special.ts";
import { type CountPart, type Counts, pooled, pooledWithin } from "./stretch.ts";
import { wilsonInterval, Z } from "./wilson.ts";

/** How often `failed` or more would be seen after, if nothing had changed: 0..1. Poisson counts whose common rate is integrated out with Jeffreys' prior, which leaves an incomplete beta function; the mid-p form is the mean of "more" and "as many or more", because counts are coarse. `dispersion` ≥ 1 is how many times more than Poisson the counts wander. */
export function countTail(before: Counts, after: Counts, dispersion: number): number {
	if (after.failed <= 0 || after.total <= 0 || before.total <= 0) return 1;
	const share = after.total / (after.total + before.total);
	const earlier = before.failed / dispersion + 0.5;
	const now = after.failed / dispersion;
	return (incompleteBeta(share, now, earlier) + incompleteBeta(share, now + 1, earlier)) / 2;
}

/** The change of a share with the interval it lies in (95 %): the square-and-add interval of two Wilson intervals (R. G. Newcombe, 1998). */
export function shareChange(before: Counts, after: Counts): { readonly change: number; readonly low: number; readonly high: number } {
	const [from, to] = [before.failed / before.total, after.failed / after.total];
	const [left, right] = [
		wilsonInterval(before.failed, before.total, Z.ninetyFive),
		wilsonInterval(after.failed, after.total, Z.ninetyFive),
	];
	return {
		change: to - from,
		low: to - from - Math.hypot(to - right.low, left.high - from),
		high: to - from + Math.hypot(right.high - to, from - left.low),
	};
}

/** Enough to see how counts wander, few enough to be long beside the samples. */
const BINS = 24;
const FEWEST_BINS = 8;
/** Two standard errors of the estimate: below that, wandering is not told from chance. */
const DOUBT = 2;

/** How many times more than Poisson the counts wander from bin to bin, at least 1 (Pearson's χ² over its degrees of freedom; McCullagh & Nelder, 1989). 1 as long as chance explains it. */
export function dispersionOf(parts: readonly CountPart[]): number {
	const [fromMs, toMs] = [Math.min(...parts.map((part) => part.fromMs)), Math.max(...parts.map((part) => part.toMs))];
	const longest = Math.max(...parts.map((part) => part.toMs - part.fromMs));
	const count = Math.min(BINS, Math.floor((toMs - fromMs) / longest));
	const all = pooled(parts);
	if (!(count >= FEWEST_BINS) || all.failed <= 0) return 1;
	const width = (toMs - fromMs) / count;
	const bins = Array.from({ length: count }, (_, index) => pooledWithin(parts, fromMs + index * width, fromMs + (index + 1) * width));
	const measured = bins.filter((bin) => bin.total > 0);
	const rate = all.failed / all.total;
	const squares = measured.reduce((sum, bin) => sum + (bin.failed - bin.total * rate) ** 2 / (bin.total * rate), 0);
	const freedom = measured.length - 1;
	const estimate = squares / freedom;
	return estimate > 1 + DOUBT * Math.sqrt(2 / freedom) ? estimate : 1;
}
