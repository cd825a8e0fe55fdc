import { type Part, partsOf } from "../core/part.ts";
import type { Window } from "../core/signal.ts";
import type { Moments } from "./prometheus-query.ts";

/** Prometheus refuses more than 11,000 points in one answer. */
const MOST_POINTS = 10_000;

/** The parts of a window and the moments that stand for each of them. */
export interface Cut {
	readonly parts: readonly Part[];
	readonly partMs: number;
	/** In one part; the last one at its end. */
	readonly momentsInPart: number;
	/** Null when the window holds no whole part. */
	readonly moments: Moments | null;
}

/** Cuts the window for expressions that look back over `rangeMs` (null: no range): parts at least that long, in steps of `partMs`, so that no sample holds what belongs to the one before it; a longer part is tiled by several moments. */
export function cutFor(window: Window, partMs: number, rangeMs: number | null): Cut {
	const longMs = partMs * Math.max(1, Math.ceil((rangeMs ?? 0) / partMs));
	const parts = partsOf(window, longMs);
	const momentsInPart = rangeMs === null ? 1 : tiles(longMs, rangeMs, Math.floor(MOST_POINTS / Math.max(1, parts.length)));
	return { parts, partMs: longMs, momentsInPart, moments: momentsOf(parts, longMs / momentsInPart) };
}

/** The most moments that divide the part into whole milliseconds, each at least a range long. */
function tiles(partMs: number, rangeMs: number, most: number): number {
	let count = Math.max(1, Math.min(Math.floor(partMs / rangeMs), most));
	while (partMs % count !== 0) count -= 1;
	return count;
}

function momentsOf(parts: readonly Part[], stepMs: number): Moments | null {
	const [first, last] = [parts[0], parts.at(-1)];
	return first === undefined || last === undefined ? null : { startMs: first.fromMs + stepMs, endMs: last.toMs, stepMs };
}

/** The moments of one part, oldest first. */
export function momentsOfPart(part: Part, cut: Cut): readonly number[] {
	const stepMs = cut.partMs / cut.momentsInPart;
	return Array.from({ length: cut.momentsInPart }, (_, index) => part.fromMs + (index + 1) * stepMs);
}

/** The known ones of a part's values, when they cover at least half of it; else null: too little of the part is known. */
export function knownIn(moments: readonly number[], isKnown: (moment: number) => boolean): readonly number[] | null {
	const known = moments.filter(isKnown);
	return known.length * 2 >= moments.length && known.length > 0 ? known : null;
}
