import { StringDecoder } from "node:string_decoder";
import type { LogVisitor } from "./log-place.ts";
import { lineTime, type ZoneRule } from "./log-time.ts";

/** Characters of a line that are looked at: a bound on what a slow regular expression can cost. */
export const LINE_CHARACTERS = 8_192;

/** How many lines there were, and the earliest time any of them shows in milliseconds since the epoch. */
export interface Walk {
	readonly lines: number;
	readonly firstMs: number | null;
}

/** Shows the lines of one log to the visitor from its chunks, oldest first. */
export async function walkLines(chunks: AsyncIterable<Buffer> | Iterable<Buffer>, zone: ZoneRule, visitor: LogVisitor): Promise<Walk> {
	let lines = 0;
	let firstMs: number | null = null;
	let time: number | null = null;
	for await (const line of linesOf(chunks)) {
		const own = lineTime(line, zone);
		if (own !== null) firstMs = Math.min(firstMs ?? own, own);
		time = own ?? time;
		lines += 1;
		visitor(line, time, own !== null);
	}
	return { lines, firstMs };
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
