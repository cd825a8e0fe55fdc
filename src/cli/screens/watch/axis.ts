import type { Point } from "./points.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A column stands for one of these, in milliseconds: what a person can count in. Less than ten seconds no series has. */
const STEPS_MS = [10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map((seconds) => seconds * SECOND_MS);
/** Of the columns, those after the deploy take at most this share: what was before must be seen beside it. */
const AFTER_SHARE = 0.6;
/** A deploy longer ago than this is out of the picture: no column would say anything any more. */
const LONGEST_MS = 12 * HOUR_MS;
/** What is shown of a release of long ago. */
const USUAL_MS = HOUR_MS;
/** Before the deploy as much as after it, but not less than this. */
const LEAST_BEFORE_MS = 2 * MINUTE_MS;

/** The time that all pictures share: columns of equal length, none of which holds what was before the deploy together with what came after. */
export interface Axis {
	/** Milliseconds since the epoch, where the first column begins. */
	readonly fromMs: number;
	readonly stepMs: number;
	readonly columns: number;
	/** How many columns lie before the deploy; null when the deploy is out of the picture or nobody knows when it was. */
	readonly before: number | null;
}

/** The axis of so many columns that ends now. */
export function axisOf(nowMs: number, deployedAtMs: number | null, columns: number): Axis {
	const sinceMs = deployedAtMs === null ? null : nowMs - deployedAtMs;
	if (deployedAtMs === null || sinceMs === null || sinceMs < 0 || sinceMs > LONGEST_MS) return recent(nowMs, columns);
	const stepMs = stepFor(Math.max(sinceMs / (columns * AFTER_SHARE), (sinceMs + LEAST_BEFORE_MS) / columns));
	const before = columns - Math.max(1, Math.ceil(sinceMs / stepMs));
	return { fromMs: deployedAtMs - before * stepMs, stepMs, columns, before };
}

/** Cut at whole steps, so that the picture moves by a column at a time. */
function recent(nowMs: number, columns: number): Axis {
	const stepMs = stepFor(USUAL_MS / columns);
	const endMs = Math.ceil(nowMs / stepMs) * stepMs;
	return { fromMs: endMs - columns * stepMs, stepMs, columns, before: null };
}

function stepFor(leastMs: number): number {
	return STEPS_MS.find((stepMs) => stepMs >= leastMs) ?? HOUR_MS * Math.ceil(leastMs / HOUR_MS);
}

/** The value of each column: what was measured in it, weighed by requests and by how much of it lies in the column; null where nothing was. */
export function valuesIn(axis: Axis, points: readonly Point[]): readonly (number | null)[] {
	const sums = Array.from({ length: axis.columns }, () => ({ value: 0, weight: 0 }));
	for (const point of points) spread(axis, point, sums);
	return sums.map(({ value, weight }) => (weight > 0 ? value / weight : null));
}

interface Sum {
	value: number;
	weight: number;
}

function spread({ fromMs, stepMs, columns }: Axis, point: Point, sums: readonly Sum[]): void {
	if (point.value === null || !(point.weight > 0)) return;
	const first = Math.max(0, Math.floor((point.fromMs - fromMs) / stepMs));
	const last = Math.min(columns - 1, Math.ceil((point.toMs - fromMs) / stepMs) - 1);
	for (let column = first; column <= last; column++) {
		const beginMs = fromMs + column * stepMs;
		const overlapMs = Math.min(point.toMs, beginMs + stepMs) - Math.max(point.fromMs, beginMs);
		const sum = sums[column];
		if (sum === undefined || !(overlapMs > 0)) continue;
		const weight = (point.weight * overlapMs) / (point.toMs - point.fromMs);
		sum.value += point.value * weight;
		sum.weight += weight;
	}
}
