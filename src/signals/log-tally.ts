import type { Part } from "../core/part.ts";
import { type LogPatterns, matcherOf } from "./log-matching.ts";
import type { LogVisitor } from "./log-place.ts";

/** What was counted in one part of time. */
export interface Tally {
	readonly errors: number;
	readonly requests: number;
	/** Lines that are both: requests that failed. */
	readonly failed: number;
}

/** As many lines are matched at once. */
const BATCH = 500;

/** A visitor that counts. */
export interface Counting {
	readonly visitor: LogVisitor;
	/** Counts what was seen last; to be called when all lines were shown. Throws BackoutError `log.pattern-too-slow`, as the visitor does. */
	finish(): void;
	/** One tally for every part, in their order. */
	readonly tallies: readonly Tally[];
}

/** Counts lines into parts that are of one length and follow each other. */
export function tallyParts(parts: readonly Part[], patterns: LogPatterns): Counting {
	const tallies = parts.map(() => ({ errors: 0, requests: 0, failed: 0 }));
	const matched = matcherOf(patterns);
	const [first] = parts;
	let lines: string[] = [];
	let places: number[] = [];
	const finish = (): void => {
		for (const [index, { isError, isRequest }] of matched(lines).entries()) {
			const tally = tallies[places[index] ?? -1];
			if (tally === undefined) continue;
			if (isError) tally.errors += 1;
			if (isRequest) tally.requests += 1;
			if (isError && isRequest) tally.failed += 1;
		}
		lines = [];
		places = [];
	};
	const visitor: LogVisitor = (text, atMs) => {
		if (first === undefined || atMs === null) return;
		const place = Math.floor((atMs - first.fromMs) / (first.toMs - first.fromMs));
		if (tallies[place] === undefined) return;
		lines.push(text);
		places.push(place);
		if (lines.length === BATCH) finish();
	};
	return { visitor, finish, tallies };
}
