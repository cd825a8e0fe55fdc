/** The stretch of a log that is asked for; milliseconds since the epoch, `toMs` left out. */
export interface LogRange {
	readonly fromMs: number;
	readonly toMs: number;
}

/** Is shown every line in the order it was written. `atMs` is null before the first time in a log; `isStart` is false for a line without a time of its own (a stack trace), which has that of the line before it. */
export type LogVisitor = (text: string, atMs: number | null, isStart: boolean) => void;

/** How far a log reaches that was visited. */
export interface LogExtent {
	/** All lines, inside and outside the range. */
	readonly lines: number;
	/** The earliest time any line shows; null when none shows one. */
	readonly firstMs: number | null;
	/** From when on nothing is missing, as far as can be known; milliseconds since the epoch. */
	readonly completeFromMs: number;
	/** What must be said about it: "only the last 64 MiB of app.log were read". */
	readonly notes: readonly string[];
}

/** A place where a service logs to. */
export interface LogPlace {
	/** Shows the lines of the range to the visitor, and some around it; returns how far the log reaches, or in one sentence why it could not be read. May throw what its tools throw. */
	visit(range: LogRange, visitor: LogVisitor, deadline: AbortSignal): Promise<LogExtent | string>;
}

/** The extent of logs that together are one service's; a gap in one is a gap in the whole. */
export function joinExtents(extents: readonly LogExtent[], range: LogRange): LogExtent {
	const firsts = extents.flatMap(({ firstMs }) => firstMs ?? []);
	return {
		lines: extents.reduce((sum, { lines }) => sum + lines, 0),
		firstMs: firsts.length === 0 ? null : Math.min(...firsts),
		completeFromMs: Math.max(range.fromMs, ...extents.map(({ completeFromMs }) => completeFromMs)),
		notes: extents.flatMap(({ notes }) => notes),
	};
}

/** Why no line can be placed in time, or null when lines can, or when there are none. */
export function timelessFault({ lines, firstMs }: Pick<LogExtent, "lines" | "firstMs">): string | null {
	if (lines === 0 || firstMs !== null) return null;
	return "no line shows a time that is known here (ISO 8601, common log format, or time, ts, timestamp in JSON), so none can be placed in the window";
}
