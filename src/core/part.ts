import type { Window } from "./signal.ts";

/** One part of a window in milliseconds since the epoch: from `fromMs` up to and without `toMs`. */
export interface Part {
	readonly fromMs: number;
	readonly toMs: number;
}

/** The window in whole parts of `partMs` milliseconds, oldest first, counted from its beginning, so that every source cuts the same window at the same moments. What is left at the end is not yet a part; a window or a length that is none gives no parts. */
export function partsOf(window: Window, partMs: number): readonly Part[] {
	const fromMs = Date.parse(window.from);
	const count = Math.floor((Date.parse(window.to) - fromMs) / partMs);
	if (!(partMs > 0 && count > 0)) return [];
	return Array.from({ length: count }, (_, index) => ({ fromMs: fromMs + index * partMs, toMs: fromMs + (index + 1) * partMs }));
}
