import { markdownTable } from "./table.ts";

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
	const rows = figures.map(({ group, what, value, unit }) => [group, what, rounded(value), unit]);
	return markdownTable(["", "what", "measured", "unit"], rows, [2]);
}

/** Three figures say enough. */
function rounded(value: number): string {
	if (value >= 100) return Math.round(value).toLocaleString("en");
	return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
