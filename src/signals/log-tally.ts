import type { Part } from "../core/part.ts";
import type { LogVisitor } from "./log-place.ts";

/** What is counted; without `requests` the errors are the matches of a pattern. */
export interface LogPatterns {
	readonly errors: RegExp;
	readonly requests: RegExp | null;
}

/** What was counted in one part of time. */
export interface Tally {
	readonly errors: number;
	readonly requests: number;
}

/** A visitor that counts, and its counts: one tally for every part, in their order. The parts are of one length and follow each other. */
export function tallyParts(
	parts: readonly Part[],
	patterns: LogPatterns,
): { readonly visitor: LogVisitor; readonly tallies: readonly Tally[] } {
	const tallies = parts.map(() => ({ errors: 0, requests: 0 }));
	const [first] = parts;
	const visitor: LogVisitor = (text, atMs) => {
		if (first === undefined || atMs === null) return;
		const tally = tallies[Math.floor((atMs - first.fromMs) / (first.toMs - first.fromMs))];
		if (tally === undefined) return;
		if (patterns.errors.test(text)) tally.errors += 1;
		if (patterns.requests?.test(text)) tally.requests += 1;
	};
	return { visitor, tallies };
}
