import { visibleLength } from "./screens/text.ts";

const ESC = "\u001b[";
/** Terminals that know it show a frame whole or not at all; the others ignore it (https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036). */
const BEGIN = `${ESC}?2026h`;
const END = `${ESC}?2026l`;
/** While a frame is drawn a line that is wider than we think (a sign that takes two columns) is cut, never broken into two. */
const UNWRAPPED = `${ESC}?7l`;
const WRAPPED = `${ESC}?7h`;
const HIDE_CURSOR = `${ESC}?25l`;
const SHOW_CURSOR = `${ESC}?25h`;

/** Nothing is on the screen, and the cursor is at its beginning. */
const CLEARED = `${ESC}2J${ESC}H`;

/** A picture on a terminal that is drawn over again in its place, only what has changed of it; the last one stays when it is closed. */
export interface LiveFrame {
	draw(lines: readonly string[]): void;
	close(): void;
}

/** A frame on the stream, below what was written before. Lines are to be at most as many as the terminal has rows, less one. */
export function openLiveFrame(stream: Pick<NodeJS.WriteStream, "write" | "columns" | "rows">): LiveFrame {
	let drawn: readonly string[] = [];
	/** The terminal then: where its columns have changed, nothing stands where it stood; where its rows have, lines of the picture have left it or come back from above. */
	let drawnAt = stream.columns;
	let drawnIn = stream.rows;
	stream.write(HIDE_CURSOR);
	return {
		draw(lines) {
			// Erased before and not after: a line that fills the width would lose its last sign.
			const isSame = drawnAt === stream.columns && drawnIn === stream.rows;
			const start = drawn.length > 0 && drawnIn !== stream.rows ? CLEARED : backOver(drawn, stream);
			const body = lines.map((line, row) => (isSame && line === drawn[row] ? "\n" : `${ESC}K${line}\n`)).join("");
			stream.write(`${BEGIN}${UNWRAPPED}${start}${body}${ESC}J${WRAPPED}${END}`);
			drawn = lines;
			drawnAt = stream.columns;
			drawnIn = stream.rows;
		},
		close: () => void stream.write(SHOW_CURSOR),
	};
}

/** Back to where the frame began. A terminal that was made narrower since has broken its lines into more. */
function backOver(drawn: readonly string[], { columns, rows }: Pick<NodeJS.WriteStream, "columns" | "rows">): string {
	const wide = columns > 0 ? columns : Number.MAX_SAFE_INTEGER;
	const height = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleLength(line) / wide)), 0);
	const up = rows > 0 ? Math.min(height, rows - 1) : height;
	return up === 0 ? "\r" : `\r${ESC}${up}A`;
}
