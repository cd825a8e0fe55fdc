/** One measured number. */
export interface Figure {
	/** `start-up`, `steps`, `fleet`, `alert`. */
	readonly group: string;
	readonly what: string;
	readonly value: number;
	/** `times node -e 0`, `ms`, `ms CPU per run` … */
	readonly unit: string;
}

/** A Markdown table of the figures, aligned for a terminal too. */
export function figureTable(figures: readonly Figure[]): string {
	const rows = [["", "what", "measured", "unit"], ...figures.map(({ group, what, value, unit }) => [group, what, rounded(value), unit])];
	const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const line = (cells: readonly string[]) => `| ${cells.map((cell, column) => padded(cell, widths[column] ?? 0, column)).join(" | ")} |`;
	const rule = `| ${widths.map((width, column) => (column === 2 ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
	const [head, ...body] = rows;
	return [line(head ?? []), rule, ...body.map(line)].join("\n");
}

function padded(cell: string, width: number, column: number): string {
	return column === 2 ? cell.padStart(width) : cell.padEnd(width);
}

/** Three figures say enough. */
function rounded(value: number): string {
	if (value >= 100) return Math.round(value).toLocaleString("en");
	return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
