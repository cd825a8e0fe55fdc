import { NOISE_MS } from "../../../core/measurement.ts";
import type { Point, Unit } from "./points.ts";

/** What a signal's values usually are: between these, in its own unit. */
export interface Band {
	readonly low: number;
	readonly high: number;
}

/** Fewer parts of time say nothing of what is usual. */
const FEWEST = 3;
/** The band holds the middle 95 % of what was before. */
const TAIL = 0.025;
/** How far chance takes a share from what it is, in standard deviations: nineteen of twenty times less far. */
const DEVIATIONS = 2;

/** What was usual before the deploy; null when too little is known of it. `perColumn`: requests that a column after it speaks for, for a part with few requests strays further. */
export function bandOf(points: readonly Point[], deployedAtMs: number | null, unit: Unit, perColumn: number): Band | null {
	const before = points.filter(({ toMs }) => deployedAtMs !== null && toMs <= deployedAtMs);
	const values = before.flatMap(({ value }) => (value === null ? [] : [value])).toSorted((a, b) => a - b);
	if (values.length < FEWEST) return null;
	const [low, high] = [quantile(values, TAIL), quantile(values, 1 - TAIL)];
	if (unit === "share") return { low: 0, high: Math.min(1, Math.max(high, shareByChance(before, perColumn))) };
	// Below the noise of timers nothing is slower; of a count, two more are no trend.
	return { low, high: Math.max(high, quantile(values, 0.5) + (unit === "ms" ? NOISE_MS : 2)) };
}

/** What chance alone may bring a column to; a single failed request is within it. */
function shareByChance(before: readonly Point[], perColumn: number): number {
	const known = before.filter(({ value }) => value !== null);
	const total = known.reduce((sum, { weight }) => sum + weight, 0);
	const failed = known.reduce((sum, { value, weight }) => sum + (value ?? 0) * weight, 0);
	const share = (failed + 0.5) / (total + 1);
	const requests = Math.max(1, perColumn);
	return share + DEVIATIONS * Math.sqrt((share * (1 - share)) / requests) + 1 / requests;
}

function quantile(ascending: readonly number[], share: number): number {
	const place = share * (ascending.length - 1);
	const low = ascending[Math.floor(place)] ?? 0;
	const high = ascending[Math.ceil(place)] ?? low;
	return low + (high - low) * (place - Math.floor(place));
}
