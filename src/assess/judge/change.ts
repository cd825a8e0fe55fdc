import type { Sample } from "../../core/series.ts";
import type { Effect } from "../../core/verdict.ts";
import { levelAt, SPENT } from "./boundary.ts";
import { countTail, dispersionOf, shareChange } from "./counting.ts";
import { type LatencyStatistic, pooledHistogram, quantileOf, STATISTICS, slowBound, slowRequestsOf, statisticOf } from "./latency.ts";
import { levelChange } from "./level.ts";
import { regrouped, usualLengthMs, type Valued, valuesOf } from "./regroup.ts";
import type { JudgeSettings } from "./release.ts";
import { type CountPart, type Counts, errorPartsOf, errorsIn, partsOf, pooled, pooledWithin } from "./stretch.ts";

/** How something was before and is after, and how surely it is worse. */
export interface Change extends Effect {
	/** How long the stretch before was, in milliseconds. */
	readonly beforeMs: number;
	/** How often this much or more would be seen if nothing had changed: 0..1. */
	readonly p: number;
	/** p ≤ `level`: sure enough at this look. */
	readonly level: number;
	/** Whether it is large enough to act on. */
	readonly isLarge: boolean;
	/** Whether a change that must not be missed is ruled out (one-sided 97.5 %). */
	readonly isRuledOut: boolean;
}

/** A stretch before and one after, of one series, each sorted. */
export interface Stretches {
	readonly before: readonly Sample[];
	readonly after: readonly Sample[];
	/** When the stretch after begins and ends, milliseconds since the epoch. */
	readonly fromMs: number;
	readonly toMs: number;
}

/** True when the change is both sure and large. */
export function isBad({ isLarge, p, level }: Pick<Change, "isLarge" | "p" | "level">): boolean {
	return isLarge && p <= level;
}

/** Everything that can be compared, the surest first. Empty when nothing can. */
export function changesOf(stretches: Stretches, settings: JudgeSettings): readonly Change[] {
	const elapsed = (stretches.toMs - stretches.fromMs) / settings.watchMs;
	const level = (spent: number) => levelAt(elapsed, settings.falseAlarms, spent);
	const found = [errorChange(stretches, settings, level), ...latencyChanges(stretches, settings, level)];
	const beforeMs = (stretches.before.at(-1)?.toMs ?? 0) - (stretches.before[0]?.fromMs ?? 0);
	const known = found.flatMap((change) => (change === null ? [] : [{ ...change, beforeMs }]));
	return known.toSorted((a, b) => Number(isBad(b)) - Number(isBad(a)) || a.p / a.level - b.p / b.level);
}

type LevelOf = (spent: number) => number;
type Compared = Omit<Change, "beforeMs">;

function errorChange(stretches: Stretches, settings: JudgeSettings, level: LevelOf): Compared | null {
	const [before, after] = [errorPartsOf(stretches.before), errorPartsOf(stretches.after)];
	const earlier = errorsIn(stretches.before);
	if (earlier.total <= 0 || errorsIn(stretches.after).total <= 0) return ratioChange(stretches, settings, level);
	const tail = tailOf(earlier, before);
	const change = (fromMs: number, spent: number): Compared | null => {
		const now = pooledWithin(after, fromMs, stretches.toMs);
		const isWhole = fromMs === stretches.fromMs;
		if (now.total <= 0 || (!isWhole && now.failed / now.total - earlier.failed / earlier.total < settings.minimumErrorChange)) return null;
		const size = shareChange(earlier, now);
		return {
			measure: "errors",
			statistic: "share",
			before: earlier.failed / earlier.total,
			after: now.failed / now.total,
			...size,
			p: tail(now, level(spent)),
			level: level(spent),
			isLarge: size.change >= settings.minimumErrorChange,
			isRuledOut: size.high < settings.relevantErrorChange,
		};
	};
	const whole = change(stretches.fromMs, SPENT.errors);
	const recent = RECENT.map((share) => change(stretches.toMs - (stretches.toMs - stretches.fromMs) * share, SPENT.recentErrors));
	return recent.find((one) => one !== null && isBad(one) && !(whole !== null && isBad(whole))) ?? whole;
}

/** How likely as many failures are by chance; how they wander is asked only when they would be surprising otherwise: it can only make them less so. */
function tailOf(earlier: Counts, before: readonly CountPart[]): (now: Counts, level: number) => number {
	let dispersion: number | null = null;
	return (now, level) => {
		const plain = countTail(earlier, now, 1);
		if (plain > level) return plain;
		dispersion ??= dispersionOf(before);
		return dispersion === 1 ? plain : countTail(earlier, now, dispersion);
	};
}

/** The recent stretches, as shares of the time since the deploy. */
const RECENT = [1 / 2, 1 / 4, 1 / 8] as const;

/** Shares whose counts nobody knows are compared as levels. */
function ratioChange(stretches: Stretches, settings: JudgeSettings, level: LevelOf): Compared | null {
	const ratios = (samples: readonly Sample[]) => samples.flatMap(({ errorRatio }) => errorRatio ?? []);
	const found = levelChange(ratios(stretches.before), ratios(stretches.after));
	if (found === null) return null;
	return {
		measure: "errors",
		statistic: "share",
		before: found.before,
		after: found.after,
		change: found.change,
		low: found.change - found.margin,
		high: found.change + found.margin,
		p: found.p,
		level: level(SPENT.errors),
		isLarge: found.change >= settings.minimumErrorChange,
		isRuledOut: found.change + found.margin < settings.relevantErrorChange,
	};
}

/** At most two statistics: each further one would cost sharpness. */
const MOST_STATISTICS = 2;

function latencyChanges(stretches: Stretches, settings: JudgeSettings, level: LevelOf): readonly (Compared | null)[] {
	const histogram = histogramChange(stretches, settings, level);
	if (histogram !== null) return [histogram];
	const known = STATISTICS.filter((statistic) => stretches.after.some((sample) => statisticOf(sample, statistic) !== null));
	return known.slice(0, MOST_STATISTICS).map((statistic) => statisticChange(statistic, stretches, settings, level));
}

function statisticChange(statistic: LatencyStatistic, stretches: Stretches, settings: JudgeSettings, level: LevelOf): Compared | null {
	const since = regrouped(stretches.after, statistic, usualLengthMs(stretches.before), stretches.fromMs);
	const found = levelChange(levels(valuesOf(stretches.before, statistic)), levels(since));
	if (found === null) return null;
	const before = Math.exp(found.before);
	const after = Math.exp(found.after);
	return {
		measure: "latency",
		statistic,
		before,
		after,
		change: after - before,
		low: before * Math.exp(found.change - found.margin) - before,
		high: before * Math.exp(found.change + found.margin) - before,
		p: found.p,
		level: level(SPENT.latency),
		...sizeOf(before, after, before * Math.exp(found.change + found.margin), settings),
	};
}

/** Logarithms; a value repeated by the neighbour that follows at once is one value, so that cutting a sample in two changes nothing. */
function levels(values: readonly Valued[]): readonly number[] {
	const found: number[] = [];
	let earlier: Valued | undefined;
	for (const value of values) {
		if (!isRepeated(value, earlier)) found.push(Math.log(value.ms));
		earlier = value;
	}
	return found;
}

function isRepeated({ ms, fromMs }: Valued, earlier: Valued | undefined): boolean {
	return earlier !== undefined && earlier.ms === ms && earlier.toMs === fromMs;
}

/** Slow requests are counted like failed ones: what was the slowest twentieth before is "slow". */
function histogramChange(stretches: Stretches, settings: JudgeSettings, level: LevelOf): Compared | null {
	const [earlier, later] = [pooledHistogram(stretches.before), pooledHistogram(stretches.after)];
	const bound = earlier === null ? null : slowBound(earlier);
	if (earlier === null || later === null || bound === null) return null;
	const slow = (samples: readonly Sample[]): readonly CountPart[] =>
		partsOf(samples, (sample) => slowRequestsOf(sample, earlier.boundsMs, bound));
	const [before, after] = [slow(stretches.before), slow(stretches.after)];
	const [then, now] = [pooled(before), pooled(after)];
	if (then.total <= 0 || now.total <= 0) return null;
	const [from, to] = [quantileOf(earlier, 0.95), quantileOf(later, 0.95)];
	const size = shareChange(then, now);
	return {
		measure: "latency",
		statistic: "p95",
		before: from,
		after: to,
		change: to - from,
		low: quantileOf(later, Math.max(0, 0.95 - (size.change - size.low))) - from,
		high: quantileOf(later, Math.min(1, 0.95 + (size.high - size.change))) - from,
		p: tailOf(then, before)(now, level(SPENT.slowRequests)),
		level: level(SPENT.slowRequests),
		...sizeOf(from, to, quantileOf(later, Math.min(1, 0.95 + (size.high - size.change))), settings),
	};
}

function sizeOf(before: number, after: number, high: number, settings: JudgeSettings): Pick<Change, "isLarge" | "isRuledOut"> {
	return {
		isLarge: after >= before * settings.minimumSlowdown && after - before >= settings.minimumLatencyChangeMs,
		isRuledOut: high < before * settings.relevantSlowdown || high - before < settings.minimumLatencyChangeMs,
	};
}

/** As the answer tells it. */
export function effectOf({ measure, statistic, before, after, change, low, high }: Change): Effect {
	return { measure, statistic, before, after, change, low, high };
}
