import { stripVTControlCharacters } from "node:util";

/** Rows as aligned columns, the last one unpadded; widths are counted without colour codes. */
export function tableLines(rows: readonly (readonly string[])[], gap = 2): readonly string[] {
	const columns = Math.max(0, ...rows.map((row) => row.length));
	const widths = Array.from({ length: columns }, (_, column) => Math.max(0, ...rows.map((row) => visibleLength(row[column] ?? ""))));
	return rows.map((row) =>
		row
			.map((cell, column) => (column === row.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - visibleLength(cell) + gap)))
			.join("")
			.trimEnd(),
	);
}

/** How many columns a text takes on a terminal, colour codes not counted. */
export function visibleLength(text: string): number {
	return [...stripVTControlCharacters(text)].length;
}

/** The text broken at spaces into lines of at most `width` columns, each after the first indented. */
export function wrapped(text: string, width: number, indent = ""): readonly string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(/\s+/).filter((part) => part !== "")) {
		const room = width - (lines.length === 0 ? 0 : indent.length);
		if (line !== "" && visibleLength(line) + 1 + visibleLength(word) > room) {
			lines.push(line);
			line = word;
		} else line = line === "" ? word : `${line} ${word}`;
	}
	if (line !== "") lines.push(line);
	return lines.map((part, index) => (index === 0 ? part : indent + part));
}
