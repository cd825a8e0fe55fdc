import type { Paint } from "../paint.ts";
import { hanging, padded, visibleLength, wrapped } from "./text.ts";

const GAP = 2;
/** The last column is wrapped rather than given less than this many columns. */
const LEAST_ROOM = 24;

/** Cells by column; the header names them. */
export interface Table {
	readonly header: readonly string[];
	readonly rows: readonly (readonly string[])[];
	/** Lines to stand under each row, by its index; left out: none. */
	readonly under?: readonly (readonly string[])[];
}

/** Under a row, lines begin here. */
const INDENT = "     ";

/** The table as aligned columns, the last one wrapped into what is left; where the terminal is too narrow for columns, each row as a small block. */
export function tableLines(table: Table, paint: Paint, width: number): readonly string[] {
	const hasHeader = table.header.some((name) => name !== "");
	const all = hasHeader ? [table.header.map(paint.dim), ...table.rows] : table.rows;
	const widths = table.header.map((_, column) => Math.max(0, ...all.map((row) => visibleLength(row[column] ?? ""))));
	const before = widths.slice(0, -1).reduce((sum, columns) => sum + columns + GAP, 0);
	const room = width - before;
	if (room < Math.min(LEAST_ROOM, widths.at(-1) ?? 0)) return blockLines(table, paint, width);
	const under = (index: number) => underLines(table, index - (hasHeader ? 1 : 0), width);
	return all.flatMap((row, index) => [...rowLines(row, widths, before, room), ...under(index)]);
}

function underLines({ under = [] }: Table, index: number, width: number): readonly string[] {
	return (under[index] ?? []).flatMap((line) => hanging(INDENT, line, width));
}

function rowLines(row: readonly string[], widths: readonly number[], before: number, room: number): readonly string[] {
	const start = row
		.slice(0, -1)
		.map((cell, column) => padded(cell, (widths[column] ?? 0) + GAP))
		.join("");
	const [first = "", ...more] = wrapped(row.at(-1) ?? "", room);
	return [(start + first).trimEnd(), ...more.map((line) => " ".repeat(before) + line)];
}

/** The first cell that says something is the block's title; the others follow with their names. */
function blockLines(table: Table, paint: Paint, width: number): readonly string[] {
	const { header, rows } = table;
	const title = header[0] === "" ? 1 : 0;
	return rows.flatMap((row, index) => {
		const pairs = row.flatMap((cell, column) =>
			column <= title || cell.trim() === "" ? [] : [`${paint.dim(header[column] ?? "")} ${cell}`],
		);
		return [
			`${row
				.slice(0, title + 1)
				.join(" ")
				.trimEnd()}`,
			...pairLines(pairs, width),
			...underLines(table, index, width),
		];
	});
}

/** As many pairs on a line as fit, none torn unless it is longer than a line. */
function pairLines(pairs: readonly string[], width: number): readonly string[] {
	const lines: string[] = [];
	for (const pair of pairs) {
		const last = lines.at(-1);
		if (last !== undefined && visibleLength(last) + 2 + visibleLength(pair) <= width) lines[lines.length - 1] = `${last}  ${pair}`;
		else lines.push(...wrapped(pair, width - 4, "  ").map((line) => `  ${line}`));
	}
	return lines;
}
