import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import { errorText } from "../core/error.ts";
import { walkLines } from "./log-lines.ts";
import { joinExtents, type LogExtent, type LogPlace, type LogRange, type LogVisitor, timelessFault } from "./log-place.ts";
import { lineTime, type ZoneRule } from "./log-time.ts";

/** Bytes of one log and its rotated parts that are read at most. */
const MOST_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const PROBE_BYTES = 64 * 1024;
/** logrotate keeps the last one uncompressed (`delaycompress`); a few more are looked for. */
const MOST_ROTATED = 5;
/** A pipe is opened without waiting for a writer, who may never come. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;
/** Its size is told as zero, which would look like an empty log: no errors. Images link their logs to /dev/stdout. */
const NO_FILE = "it is a pipe or a device; name a command that prints the log instead, like [docker, logs, …]";
/** Lines of several workers are a little out of order. */
const DISORDER_MS = 10_000;

/** Log files of one service. Each is read from the range's start to its end, and before that its rotated parts (`file.1` …) while the range reaches further back. */
export function filesPlace(paths: readonly string[], directory: string, zone: ZoneRule): LogPlace {
	return {
		async visit(range, visitor, deadline) {
			const extents: LogExtent[] = [];
			for (const path of paths) {
				const extent = await visitFile(path, resolve(directory, path), zone, range, visitor, deadline);
				// A part of a service is not the service.
				if (typeof extent === "string") return extent;
				extents.push(extent);
			}
			return joinExtents(extents, range);
		},
	};
}

async function visitFile(
	name: string,
	path: string,
	zone: ZoneRule,
	range: LogRange,
	visitor: LogVisitor,
	deadline: AbortSignal,
): Promise<LogExtent | string> {
	const parts: FilePart[] = [];
	try {
		const found = await findParts(path, zone, range, parts);
		const extent = await walkParts(parts.toReversed(), zone, visitor, deadline);
		const fault = timelessFault(extent);
		if (fault !== null) return `${name}: ${fault}`;
		return extent.lines === 0 ? emptyExtent(name, found.changedMs, range) : extentOf(name, extent, found, range);
	} catch (error) {
		return fileFault(name, error);
	} finally {
		for (const part of parts) await part.file.close();
	}
}

interface FilePart {
	readonly file: FileHandle;
	readonly start: number;
	readonly size: number;
}

interface Found {
	/** Whether lines of the range may lie before what was found. */
	readonly isCut: boolean;
	/** When the newest part was last written or emptied, in milliseconds since the epoch. */
	readonly changedMs: number;
}

/** Opens the parts that hold the range into `parts`, newest first. Throws what the file system throws for the file itself. */
async function findParts(path: string, zone: ZoneRule, range: LogRange, parts: FilePart[]): Promise<Found> {
	const seen = new Set<string>();
	let left = MOST_BYTES;
	let changedMs = 0;
	for (let number = 0; number <= MOST_ROTATED && left > 0; number++) {
		const file = await open(number === 0 ? path : `${path}.${number}`, READ).catch((error: unknown) => absent(number, error));
		if (file === null) break;
		// Closed by the caller, whatever happens to it here.
		const part = { file, start: 0, size: 0 };
		parts.push(part);
		const stats = await file.stat();
		if (!stats.isFile() && !stats.isDirectory()) throw new Error(NO_FILE);
		const { dev, ino, size, mtimeMs } = stats;
		if (number === 0) changedMs = mtimeMs;
		// Renamed between two of our looks: the same file under its rotated name must not count twice.
		if (seen.has(`${dev}:${ino}`)) continue;
		seen.add(`${dev}:${ino}`);
		const start = await startOf(file, size, zone, range, Math.max(0, size - left));
		Object.assign(part, { start: start.offset, size });
		left -= size - start.offset;
		if (start.isOlder) return { isCut: false, changedMs };
	}
	return { isCut: left <= 0, changedMs };
}

function absent(number: number, error: unknown): null {
	if (number === 0) throw error;
	return null;
}

async function walkParts(parts: readonly FilePart[], zone: ZoneRule, visitor: LogVisitor, deadline: AbortSignal) {
	let lines = 0;
	let firstMs: number | null = null;
	for (const part of parts) {
		const walk = await walkLines(chunksFrom(part, deadline), zone, visitor);
		lines += walk.lines;
		firstMs = firstMs === null || walk.firstMs === null ? (firstMs ?? walk.firstMs) : Math.min(firstMs, walk.firstMs);
	}
	return { lines, firstMs };
}

function extentOf(name: string, { lines, firstMs }: Pick<LogExtent, "lines" | "firstMs">, { isCut }: Found, range: LogRange): LogExtent {
	const completeFromMs = Math.max(range.fromMs, firstMs ?? range.fromMs);
	return { lines, firstMs, completeFromMs, notes: isCut ? [`only the last 64 MiB of ${name} were read`] : [] };
}

/** An empty log was empty all the while, unless it was emptied later. */
function emptyExtent(name: string, changedMs: number, range: LogRange): LogExtent | string {
	if (changedMs >= range.toMs) return `${name} was emptied after the window`;
	const isInside = changedMs > range.fromMs;
	const notes = [isInside ? `${name} was emptied inside the window` : `${name} is empty`];
	return { lines: 0, firstMs: null, completeFromMs: Math.max(range.fromMs, changedMs), notes };
}

/** Steps back from the end until a line older than the range shows, so that a huge log costs only the range. */
async function startOf(file: FileHandle, size: number, zone: ZoneRule, range: LogRange, lowest: number) {
	for (let offset = size; ; ) {
		offset = Math.max(lowest, offset - CHUNK_BYTES);
		const time = await firstTime(file, offset, size, zone);
		const isOlder = time !== null && time < range.fromMs - DISORDER_MS;
		if (isOlder || offset === lowest) return { offset, isOlder };
	}
}

async function firstTime(file: FileHandle, offset: number, size: number, zone: ZoneRule): Promise<number | null> {
	const probe = Buffer.alloc(Math.min(PROBE_BYTES, size - offset));
	const { bytesRead } = await file.read(probe, 0, probe.length, offset);
	const lines = probe.toString("utf8", 0, bytesRead).split("\n");
	// The first one is most often the tail of a line.
	for (const line of offset === 0 ? lines : lines.slice(1)) {
		const time = lineTime(line, zone);
		if (time !== null) return time;
	}
	return null;
}

/** Reads to the size that the file had, or to its end when it was truncated meanwhile. */
async function* chunksFrom({ file, start, size }: FilePart, deadline: AbortSignal): AsyncGenerator<Buffer> {
	for (let offset = start; offset < size; ) {
		if (deadline.aborted) throw new Error("there was no time left to read it to its end");
		const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size - offset));
		const { bytesRead } = await file.read(chunk, 0, chunk.length, offset);
		if (bytesRead === 0) return;
		yield chunk.subarray(0, bytesRead);
		offset += bytesRead;
	}
}

function fileFault(path: string, error: unknown): string {
	const code = error instanceof Error && "code" in error ? error.code : null;
	if (code === "ENOENT") return `${path} is not there; see whether the service logs to it, and name it relative to the config file`;
	if (code === "EACCES") return `${path} may not be read; give this user the right to read it`;
	if (code === "EISDIR") return `${path} is a directory; name the log file in it`;
	return `${path} cannot be read: ${errorText(error)}`;
}
