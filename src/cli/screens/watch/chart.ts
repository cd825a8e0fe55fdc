import type { Paint } from "../../paint.ts";
import type { Band } from "./band.ts";

/** Eighths of a cell, from below. */
const EIGHTHS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
const GAP = "·";
const USUAL = "░";
const DEPLOY = "│";

/** What a chart draws. */
export interface Chart {
	/** From left to right; null: not measured, drawn as a gap. */
	readonly values: readonly (number | null)[];
	/** Where the deploy is marked: after so many values; null: nowhere. */
	readonly before: number | null;
	readonly band: Band | null;
	/** The value that fills the whole height. */
	readonly top: number;
	/** Rows. */
	readonly height: number;
}

type Color = (text: string) => string;
interface Cell {
	readonly text: string;
	readonly color: Color;
}

/** The chart as rows, the highest first: bars from zero, what was before the deploy dim, what leaves the band in red (above) or cyan (below), the band shaded where no bar stands, the deploy as an upright line. Zero is a low bar, a gap a dot. */
export function chartLines(chart: Chart, paint: Paint): readonly string[] {
	const rows = Array.from({ length: chart.height }, (_, index) => chart.height - 1 - index);
	return rows.map((row) => painted(rowCells(chart, row, paint)));
}

function rowCells(chart: Chart, row: number, paint: Paint): readonly Cell[] {
	const cells = chart.values.map((value, index) => cellOf(chart, value, index, row, paint));
	if (chart.before === null) return cells;
	return [...cells.slice(0, chart.before), { text: DEPLOY, color: paint.accent }, ...cells.slice(chart.before)];
}

function cellOf(chart: Chart, value: number | null, index: number, row: number, paint: Paint): Cell {
	const empty = { text: isUsual(chart, row) ? USUAL : " ", color: paint.dim };
	if (value === null) return row === 0 ? { text: GAP, color: paint.dim } : { ...empty, text: " " };
	const eighths = Math.max(1, Math.round((value / chart.top) * chart.height * EIGHTHS.length)) - row * EIGHTHS.length;
	const text = EIGHTHS[Math.min(EIGHTHS.length, eighths) - 1];
	return text === undefined ? empty : { text, color: colorOf(chart, value, index, paint) };
}

function isUsual({ band, top, height }: Chart, row: number): boolean {
	const middle = ((row + 0.5) * top) / height;
	return band !== null && band.low <= middle && middle <= band.high;
}

function colorOf({ band, before }: Chart, value: number, index: number, paint: Paint): Color {
	if (band !== null && value > band.high) return paint.bad;
	if (band !== null && value < band.low) return paint.accent;
	if (before !== null && index < before) return paint.dim;
	return band === null ? plain : paint.good;
}

/** Neighbours of one colour share its codes: a frame is drawn every second. */
function painted(cells: readonly Cell[]): string {
	let line = "";
	for (let start = 0; start < cells.length; ) {
		const color = cells[start]?.color ?? plain;
		let end = start + 1;
		while (end < cells.length && cells[end]?.color === color) end++;
		const text = cells
			.slice(start, end)
			.map((cell) => cell.text)
			.join("");
		line += text.trim() === "" ? text : color(text);
		start = end;
	}
	return line;
}

function plain(text: string): string {
	return text;
}

/** How sure one look was, and the colour of what it was sure of. */
export interface Sureness {
	/** 0..1. */
	readonly confidence: number;
	readonly color: Color;
}

/** The last looks, a cell each: how sure they were and of what. */
export function trailText(trail: readonly Sureness[], cells: number): string {
	return painted(
		trail.slice(-cells).map(({ confidence, color }) => ({
			text: EIGHTHS[Math.min(EIGHTHS.length - 1, Math.max(0, Math.round(confidence * EIGHTHS.length) - 1))] ?? GAP,
			color,
		})),
	);
}
