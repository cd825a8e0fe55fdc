/** A Markdown table, aligned for a terminal too; the columns whose numbers are in `numeric` are aligned to the right. Columns that a row lacks stay empty. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], numeric: readonly number[]): string {
	const columns = head.map((_, column) => column);
	const widths = columns.map((column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
	const cell = (text: string, column: number) => text[numeric.includes(column) ? "padStart" : "padEnd"](widths[column] ?? 0);
	const line = (row: readonly string[]) => `| ${columns.map((column) => cell(row[column] ?? "", column)).join(" | ")} |`;
	const rule = widths.map((width, column) => (numeric.includes(column) ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
	return [line(head), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}
