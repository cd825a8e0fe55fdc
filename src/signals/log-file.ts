import { type FileHandle, open } from "node:fs/promises";
import { addTallies, EMPTY_TALLY, type LogQuestion, type Tally, tallyLog } from "./log-tally.ts";
import { lineTime } from "./log-time.ts";

/** Bytes of one log and its rotated parts that are read at most. */
const MOST_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const PROBE_BYTES = 64 * 1024;
/** logrotate keeps the last one uncompressed (`delaycompress`); a few more are looked for. */
const MOST_ROTATED = 5;
/** Lines of several workers are a little out of order. */
const DISORDER_MS = 10_000;

/** A log counted, with what could not be read of it; null: the file is not there or may not be read. */
export interface FileTally {
	readonly tally: Tally;
	/** True when lines of the window may lie before what was read. */
	readonly isCut: boolean;
	/** When an empty log was last emptied or written, in milliseconds since the epoch; null when it is not empty. */
	readonly emptySinceMs: number | null;
}

/** Counts a log file from its end back to the window's start, and on into its rotated parts (`file.1` …) while the window reaches further back. Throws what the file system throws for the file itself. */
export async function tallyFile(path: string, question: LogQuestion): Promise<FileTally> {
	const seen = new Set<string>();
	let left = MOST_BYTES;
	const newest = await tallyPart(path, question, left, seen);
	let { tally, reachesStart } = newest;
	left -= newest.bytes;
	for (let number = 1; number <= MOST_ROTATED && !reachesStart && left > 0; number++) {
		const part = await tallyPart(`${path}.${number}`, question, left, seen).catch(() => null);
		if (part === null) break;
		tally = addTallies(tally, part.tally);
		left -= part.bytes;
		reachesStart = part.reachesStart;
	}
	return { tally, isCut: left <= 0 && !reachesStart, emptySinceMs: tally.lines === 0 ? newest.changedMs : null };
}

interface Part {
	readonly tally: Tally;
	readonly bytes: number;
	/** Whether a line older than the window was found, so that nothing before it matters. */
	readonly reachesStart: boolean;
	readonly changedMs: number;
}

async function tallyPart(path: string, question: LogQuestion, most: number, seen: Set<string>): Promise<Part> {
	const file = await open(path, "r");
	try {
		const { dev, ino, size, mtimeMs } = await file.stat();
		const isAgain = seen.has(`${dev}:${ino}`);
		seen.add(`${dev}:${ino}`);
		// Renamed between two of our looks: the same file under its rotated name must not count twice.
		if (isAgain || size === 0) return { tally: EMPTY_TALLY, bytes: 0, reachesStart: false, changedMs: mtimeMs };
		const start = await startOf(file, size, question, Math.max(0, size - most));
		const tally = await tallyLog(chunksFrom(file, start.offset, size), question);
		return { tally, bytes: size - start.offset, reachesStart: start.isOlder, changedMs: mtimeMs };
	} finally {
		await file.close();
	}
}

/** Steps back from the end until a line older than the window shows, so that a huge log costs only the window. */
async function startOf(
	file: FileHandle,
	size: number,
	question: LogQuestion,
	lowest: number,
): Promise<{ offset: number; isOlder: boolean }> {
	for (let offset = size; ; ) {
		offset = Math.max(lowest, offset - CHUNK_BYTES);
		const time = await firstTime(file, offset, size, question);
		const isOlder = time !== null && time < question.fromMs - DISORDER_MS;
		if (isOlder || offset === lowest) return { offset, isOlder };
	}
}

async function firstTime(file: FileHandle, offset: number, size: number, question: LogQuestion): Promise<number | null> {
	const probe = Buffer.alloc(Math.min(PROBE_BYTES, size - offset));
	const { bytesRead } = await file.read(probe, 0, probe.length, offset);
	const lines = probe.toString("utf8", 0, bytesRead).split("\n");
	// The first one is most often the tail of a line.
	for (const line of offset === 0 ? lines : lines.slice(1)) {
		const time = lineTime(line, question.zone);
		if (time !== null) return time;
	}
	return null;
}

/** Reads to the size that the file had, or to its end when it was truncated meanwhile. */
async function* chunksFrom(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
	for (let offset = start; offset < end; ) {
		const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, end - offset));
		const { bytesRead } = await file.read(chunk, 0, chunk.length, offset);
		if (bytesRead === 0) return;
		yield chunk.subarray(0, bytesRead);
		offset += bytesRead;
	}
}
