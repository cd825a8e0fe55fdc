import { incompleteBeta } from "./special.ts";
import { type CountPart, type Counts, pooled } from "./stretch.ts";
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

/** A slow wandering shows in few long bins, failures that come in clumps in many short ones. */
const BINS = [24, 180] as const;
const FEWEST_BINS = 8;
/** Three standard errors of the estimate: below that, wandering is not told from chance. */
const DOUBT = 3;

/** How many times more than Poisson the counts wander from bin to bin, at least 1; 1 as long as chance explains it. */
export function dispersionOf(parts: readonly CountPart[]): number {
	const all = pooled(parts);
	if (all.failed <= 0) return 1;
	const [fromMs, toMs] = [Math.min(...parts.map((part) => part.fromMs)), Math.max(...parts.map((part) => part.toMs))];
	const longest = Math.max(...parts.map((part) => part.toMs - part.fromMs));
	const counts = [...new Set(BINS.map((bins) => Math.min(bins, Math.floor((toMs - fromMs) / longest))))];
	const estimates = counts.filter((bins) => bins >= FEWEST_BINS).map((bins) => dispersionIn(binned(parts, fromMs, toMs, bins), all));
	return Math.max(1, ...estimates);
}

/** Pearson's χ² over its degrees of freedom (McCullagh & Nelder, 1989); 1 when chance explains it. */
function dispersionIn(bins: readonly Counts[], all: Counts): number {
	const rate = all.failed / all.total;
	let squares = 0;
	let measured = 0;
	for (const { failed, total } of bins) {
		if (total <= 0) continue;
		squares += (failed - total * rate) ** 2 / (total * rate);
		measured += 1;
	}
	const freedom = measured - 1;
	const estimate = squares / freedom;
	return estimate > 1 + DOUBT * Math.sqrt(2 / freedom) ? estimate : 1;
}

/** Everything in bins of the same length; a part that reaches over an edge counts for the share of its time. */
export function binned(parts: readonly CountPart[], fromMs: number, toMs: number, count: number): readonly Counts[] {
	const width = (toMs - fromMs) / count;
	const bins = Array.from({ length: count }, () => ({ failed: 0, total: 0 }));
	for (const part of parts) {
		const length = part.toMs - part.fromMs;
		const first = Math.floor((part.fromMs - fromMs) / width);
		const last = Math.min(count - 1, Math.ceil((part.toMs - fromMs) / width) - 1);
		for (let index = first; index <= last; index += 1) {
			const bin = bins[index];
			if (bin === undefined) continue;
			const isWhole = first === last;
			const overlap = isWhole ? length : Math.min(part.toMs, fromMs + (index + 1) * width) - Math.max(part.fromMs, fromMs + index * width);
			bin.failed += (part.failed * overlap) / length;
			bin.total += (part.total * overlap) / length;
		}
	}
	return bins;
}
