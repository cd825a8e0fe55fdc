import { StringDecoder } from "node:string_decoder";
import { lineTime, type ZoneRule } from "./log-time.ts";

/** Characters of a line that are looked at: a bound on what a slow regular expression can cost. */
const LINE_CHARACTERS = 8_192;

/** What is counted, and when. */
export interface LogQuestion {
	readonly errors: RegExp;
	readonly requests: RegExp | null;
	readonly zone: ZoneRule;
	readonly fromMs: number;
	readonly toMs: number;
}

/** What was counted in the window, and how far the log reaches. */
export interface Tally {
	readonly errors: number;
	readonly requests: number;
	/** All lines, inside and outside the window. */
	readonly lines: number;
	/** The earliest and the latest time any line shows; null when none shows one. */
	readonly firstMs: number | null;
	readonly lastMs: number | null;
}

export const EMPTY_TALLY: Tally = { errors: 0, requests: 0, lines: 0, firstMs: null, lastMs: null };

/** Counts the lines of one log from its chunks, oldest first. A line without a time (a stack trace) has that of the line before it. */
export async function tallyLog(chunks: AsyncIterable<Buffer> | Iterable<Buffer>, question: LogQuestion): Promise<Tally> {
	const counts = { ...EMPTY_TALLY };
	let time: number | null = null;
	for await (const line of linesOf(chunks)) {
		const own = lineTime(line, question.zone);
		if (own !== null) {
			counts.firstMs = Math.min(counts.firstMs ?? own, own);
			counts.lastMs = Math.max(counts.lastMs ?? own, own);
		}
		time = own ?? time;
		counts.lines += 1;
		if (time === null || time < question.fromMs || time >= question.toMs) continue;
		if (question.errors.test(line)) counts.errors += 1;
		if (question.requests?.test(line)) counts.requests += 1;
	}
	return counts;
}

/** Several logs of one service counted together. */
export function addTallies(one: Tally, other: Tally): Tally {
	return {
		errors: one.errors + other.errors,
		requests: one.requests + other.requests,
		lines: one.lines + other.lines,
		firstMs: pick(Math.min, one.firstMs, other.firstMs),
		lastMs: pick(Math.max, one.lastMs, other.lastMs),
	};
}

function pick(choose: (a: number, b: number) => number, one: number | null, other: number | null): number | null {
	return one === null || other === null ? (one ?? other) : choose(one, other);
}

async function* linesOf(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<string> {
	const decoder = new StringDecoder("utf8");
	let open = "";
	for await (const chunk of chunks) {
		const lines = (open + decoder.write(chunk)).split("\n");
		// An endless line must not fill the memory: its start is all that is looked at.
		open = (lines.pop() ?? "").slice(0, LINE_CHARACTERS);
		for (const line of lines) yield line.slice(0, LINE_CHARACTERS);
	}
	if (open !== "") yield open;
}
