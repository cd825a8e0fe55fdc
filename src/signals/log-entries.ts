import type { LogRange, LogVisitor } from "./log-place.ts";

/** Entries of one window that are kept at most, the newest: half of what log templates are made from. */
const MOST_ENTRIES = 100_000;
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** Of one entry: enough for a long line, or for a stack trace down to its cause. */
const ENTRY_CHARACTERS = 4_096;

interface Entry {
	readonly atMs: number;
	readonly text: string;
}

/** Log entries in the order of their times, and from when on they are complete: null when none was left out. */
export interface KeptEntries {
	readonly texts: readonly string[];
	readonly cutMs: number | null;
}

/** A visitor that keeps the newest entries of the range, and what it kept. A line without a time of its own belongs to the entry before it. */
export function keepEntries(range: LogRange): { readonly visitor: LogVisitor; kept(): KeptEntries } {
	let entries: Entry[] = [];
	let characters = 0;
	let isCut = false;
	const trim = () => {
		const newest = newestOf(entries);
		isCut ||= newest.length < entries.length;
		entries = newest;
		characters = newest.reduce((sum, { text }) => sum + text.length, 0);
	};
	const visitor: LogVisitor = (text, atMs, isStart) => {
		if (atMs === null || atMs < range.fromMs || atMs >= range.toMs) return;
		const last = isStart ? undefined : entries.pop();
		const whole = (last === undefined ? text : `${last.text}\n${text}`).slice(0, ENTRY_CHARACTERS);
		entries.push({ atMs, text: whole });
		characters += whole.length - (last?.text.length ?? 0);
		if (entries.length > 2 * MOST_ENTRIES || characters > 2 * MOST_CHARACTERS) trim();
	};
	return {
		visitor,
		kept() {
			trim();
			return { texts: entries.map(({ text }) => text), cutMs: isCut ? (entries[0]?.atMs ?? range.toMs) : null };
		},
	};
}

/** In the order of their times: several files, or two streams, are walked one after the other. */
function newestOf(entries: readonly Entry[]): Entry[] {
	const sorted = entries.toSorted((one, other) => one.atMs - other.atMs);
	let from = sorted.length;
	for (let characters = 0; from > Math.max(0, sorted.length - MOST_ENTRIES); from--) {
		characters += sorted[from - 1]?.text.length ?? 0;
		if (characters > MOST_CHARACTERS) break;
	}
	return sorted.slice(from);
}
