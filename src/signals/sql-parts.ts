import { type Part, partsOf } from "../core/part.ts";
import type { Window } from "../core/signal.ts";

/** Each part costs the database two counts: so many are asked for at once. */
const MOST_PARTS = 60;
/** The newest stay as fine as they were asked for: the release is judged by them. What lies before is only what it is held against. */
const FINE_PARTS = 40;

/** The window's parts, newest first; older ones joined, several into one, where there are too many. */
export function sqlParts(window: Window, partMs: number): readonly Part[] {
	const parts = partsOf(window, partMs).toReversed();
	if (parts.length <= MOST_PARTS) return parts;
	const older = parts.slice(FINE_PARTS);
	const size = Math.ceil(older.length / (MOST_PARTS - FINE_PARTS));
	const groups = Array.from({ length: Math.ceil(older.length / size) }, (_, index) => older.slice(index * size, (index + 1) * size));
	return [...parts.slice(0, FINE_PARTS), ...groups.flatMap(joined)];
}

function joined(newestFirst: readonly Part[]): readonly Part[] {
	const [newest, oldest] = [newestFirst[0], newestFirst.at(-1)];
	return newest === undefined || oldest === undefined ? [] : [{ fromMs: oldest.fromMs, toMs: newest.toMs }];
}
