import type { Sample } from "../../core/series.ts";
import type { Onset } from "../../core/verdict.ts";
import type { Change } from "./change.ts";
import { quantileOf, statisticOf } from "./latency.ts";
import { errorPartsOf } from "./stretch.ts";

/** When a change began, in milliseconds since the epoch. */
export interface OnsetMs {
	readonly atMs: number;
	readonly earliestMs: number;
	readonly latestMs: number;
}

/** Moments whose likelihood is within this of the best one are as good as it (Wilks: about 95 %). */
const AS_GOOD = 2;

/** The moment from which on the samples are best explained by a higher level than before (the maximum-likelihood change point; E. S. Page, 1954). Null when no moment explains them better than none. */
export function onsetOf(samples: readonly Sample[], change: Change): OnsetMs | null {
	const gains = change.measure === "errors" ? errorGains(samples, change.before) : levelGains(samples, change);
	const best = Math.max(...gains.map(({ gain }) => gain));
	if (!(best > 0)) return null;
	const good = gains.filter(({ gain }) => gain >= best - AS_GOOD);
	const top = gains.find(({ gain }) => gain === best);
	const [first, last] = [good[0], good.at(-1)];
	if (top === undefined || first === undefined || last === undefined) return null;
	return { atMs: top.fromMs, earliestMs: first.fromMs, latestMs: last.toMs };
}

interface Gain {
	readonly fromMs: number;
	readonly toMs: number;
	/** How much better (in log-likelihood) a change at this sample's beginning explains what follows. */
	readonly gain: number;
}

/** Poisson counts: k·ln(rate / before) − (expected − expected before), walked from the newest sample to the oldest. */
function errorGains(samples: readonly Sample[], before: number): readonly Gain[] {
	const base = Math.max(before, LEAST_RATE);
	const gains: Gain[] = [];
	let failed = 0;
	let total = 0;
	for (const part of errorPartsOf(samples).toReversed()) {
		if (part.total <= 0) continue;
		failed += part.failed;
		total += part.total;
		const rate = failed / total;
		const gain = rate > base ? failed * Math.log(rate / base) - total * (rate - base) : 0;
		gains.push({ fromMs: part.fromMs, toMs: part.toMs, gain });
	}
	return gains.reverse();
}

/** A rate of nothing would make the first error infinitely surprising. */
const LEAST_RATE = 1e-5;

/** Normal levels with a known mean before: n·(difference)² / (2·variance), one-sided. */
function levelGains(samples: readonly Sample[], change: Change): readonly Gain[] {
	const valued = samples.flatMap((sample) => {
		const ms = msOf(sample, change);
		return ms === null ? [] : [{ sample, level: Math.log(ms) }];
	});
	const base = Math.log(change.before);
	const spread = Math.max(0.05, (Math.log(change.after) - base) / 4);
	const gains: Gain[] = [];
	let sum = 0;
	for (const [index, { sample, level }] of valued.toReversed().entries()) {
		sum += level - base;
		const count = index + 1;
		gains.push({ fromMs: sample.fromMs, toMs: sample.toMs, gain: sum > 0 ? sum ** 2 / (2 * count * spread ** 2) : 0 });
	}
	return gains.reverse();
}

function msOf(sample: Sample, change: Change): number | null {
	if (change.statistic === "share") return null;
	const ms = sample.latency?.kind === "histogram" ? quantileOf(sample.latency, 0.95) : statisticOf(sample, change.statistic);
	return ms !== null && ms > 0 ? ms : null;
}

/** For the answer. */
export function onsetText({ atMs, earliestMs, latestMs }: OnsetMs): Onset {
	const iso = (ms: number) => new Date(ms).toISOString();
	return { at: iso(atMs), earliest: iso(earliestMs), latest: iso(latestMs) };
}
