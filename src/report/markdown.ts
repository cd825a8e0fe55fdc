/** Control characters except tab and line feed, and the marks that reverse or hide what follows them: a report shows neither. */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}]/gu;

/** Any text as one line of Markdown that shows exactly that text: no mark-up, no HTML, no line break, no list or heading from it. */
export function text(raw: string): string {
	const line = raw.replace(/\s+/g, " ").replace(INVISIBLE, "").trim();
	return line
		.replace(/[\\`*[\]~$]/g, "\\$&")
		.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
		.replace(/&(?=#?\w+;)/g, "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replace(/^(#{1,6}(?= |$)|[-+=])/, "\\$1")
		.replace(/^(\d+)([.)])(?= |$)/, "$1\\$2");
}

/** Any text as inline code. In a table give it to `table` through `text` when it may hold a pipe or a backslash: renderers differ there. */
export function code(raw: string): string {
	const line = raw.replace(/\s+/g, " ").replace(INVISIBLE, "").trim();
	if (line === "" || /[|\\]/.test(line)) return text(line);
	const fence = "`".repeat(longestRun(line) + 1);
	const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
	return `${fence}${pad}${line}${pad}${fence}`;
}

/** Any text as a block of code, whatever fences it holds itself; `indent` puts it under a list item. */
export function codeBlock(raw: string, language: string, indent = ""): string {
	const lines = raw.replace(/\r\n?/g, "\n").replace(INVISIBLE, "").split("\n");
	const fence = "`".repeat(Math.max(3, longestRun(raw) + 1));
	return [`${fence}${language}`, ...lines, fence].map((line) => `${indent}${line}`.trimEnd()).join("\n");
}

/** A table of cells that are Markdown already; a pipe in a cell stays in its cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A section under a heading, or nothing when it has no content: a report has no empty sections. */
export function section(heading: string, ...parts: readonly (string | null)[]): string | null {
	const content = parts.filter((part) => part !== null && part !== "");
	return content.length === 0 ? null : [heading, ...content].join("\n\n");
}

/** Lines as a bulleted list, or null when there are none. */
export function bullets(lines: readonly string[]): string | null {
	return lines.length === 0 ? null : lines.map((line) => `- ${line}`).join("\n");
}

function longestRun(raw: string): number {
	return Math.max(0, ...[...raw.matchAll(/`+/g)].map(([run]) => run.length));
}
