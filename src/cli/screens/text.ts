const ESCAPE = "\u001b";
const CLEAR = `${ESCAPE}[0m`;

/** The line with every control character made visible, save the colour codes that the screens put in: a release name or a log line can neither steer the terminal nor pose as another line. */
export function printable(line: string): string {
	return line.replace(/\p{Cc}(\[[\d;]*m)?|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (found, code?: string) => {
		if (code !== undefined && found.startsWith(ESCAPE)) return found;
		const shown = /^[\n\t\r]/.test(found) ? " " : `\\u{${found.charCodeAt(0).toString(16)}}`;
		return shown + (code ?? "");
	});
}

/** How many columns a text takes on a terminal, colour codes not counted. */
export function visibleLength(text: string): number {
	return [...text.replace(/\p{Cc}\[[\d;]*m/gu, "")].length;
}

/** The text padded with spaces to `width` columns. */
export function padded(text: string, width: number): string {
	return text + " ".repeat(Math.max(0, width - visibleLength(text)));
}

/** The text cut to `width` columns, with … where something is missing; colours end with it. */
export function clipped(text: string, width: number): string {
	if (visibleLength(text) <= width) return text;
	let room = Math.max(0, width - 1);
	let kept = "";
	for (const [part] of text.matchAll(/\p{Cc}\[[\d;]*m|[\s\S]/gu)) {
		const isCode = part.startsWith(ESCAPE);
		if (!isCode && room === 0) break;
		if (!isCode) room--;
		kept += part;
	}
	return `${kept}…${text.includes(ESCAPE) ? CLEAR : ""}`;
}

/** The text broken at spaces into lines of at most `width` columns, each after the first indented. Words are never cut: a command or a path stays whole to be copied. */
export function wrapped(text: string, width: number, indent = ""): readonly string[] {
	const lines: string[] = [];
	let line = "";
	for (const [, space = "", word = ""] of text.matchAll(/(\s*)(\S+)/g)) {
		const room = width - (lines.length === 0 ? 0 : indent.length);
		const gap = /^ +$/.test(space) ? space : " ";
		if (line !== "" && visibleLength(line) + gap.length + visibleLength(word) > room) {
			lines.push(line);
			line = word;
		} else line = line === "" ? word : line + gap + word;
	}
	if (line !== "") lines.push(line);
	return lines.map((part, index) => (index === 0 ? part : indent + part));
}

/** A line with a mark (one column), a name and what is to say of it. */
export interface Marked {
	readonly mark: string;
	readonly name: string;
	readonly text: string;
}

/** A longer name pushes its own text to the right instead of every other's. */
const LONGEST_NAME = 40;

/** The marked lines with their texts aligned; where the terminal is narrow, a long name stands alone above its text. */
export function markedLines(entries: readonly Marked[], width: number): readonly string[] {
	const names = Math.min(LONGEST_NAME, Math.max(0, ...entries.map(({ name }) => visibleLength(name))));
	const isNarrow = names > width / 2;
	return entries.flatMap(({ mark, name, text }) => {
		if (!isNarrow) return hanging(`  ${mark} ${padded(name, names)}  `, text, width);
		if (visibleLength(name) <= width / 4) return hanging(`  ${mark} ${name}  `, text, width);
		return [`  ${mark} ${name}`, ...hanging("      ", text, width)];
	});
}

/** The text wrapped behind a lead (a mark, a time, a label); what follows hangs under where it began. */
export function hanging(lead: string, text: string, width: number): readonly string[] {
	const inner = text.slice(0, text.length - text.trimStart().length);
	if (inner !== "") return hanging(lead + inner, text.slice(inner.length), width);
	const indent = visibleLength(lead);
	const lines = wrapped(text, Math.max(20, width - indent));
	return lines.length === 0 ? [lead.trimEnd()] : lines.map((line, index) => (index === 0 ? lead : " ".repeat(indent)) + line);
}
