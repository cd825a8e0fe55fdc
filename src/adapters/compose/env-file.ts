/** One `NAME=value` line of a .env file: what stands before the value, its quote, the value, and what stands after. */
const LINE = /^(?<head>\s*(?:export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*=[ \t]*)(?<rest>.*)$/s;

/** The value of the variable in a .env file's text, or null; the last line that sets it counts, as for Compose. */
export function envValue(text: string, name: string): string | null {
	const found = text
		.split("\n")
		.map(parseLine)
		.filter((line) => line?.name === name);
	return found.at(-1)?.value ?? null;
}

/** The text with the variable's last line set to the value; every other character is kept. Throws when no line sets it. */
export function withEnvValue(text: string, name: string, value: string): string {
	const lines = text.split("\n");
	const index = lines.findLastIndex((line) => parseLine(line)?.name === name);
	const parts = parseLine(lines[index] ?? "");
	if (!parts) throw new Error(`no line sets ${name}`);
	return lines.with(index, `${parts.head}${parts.quote}${value}${parts.quote}${parts.tail}`).join("\n");
}

function parseLine(line: string) {
	const groups = LINE.exec(line)?.groups;
	if (!groups) return null;
	const { head = "", name = "", rest = "" } = groups;
	const quoted = /^(?<quote>["'])(?<value>.*?)\k<quote>(?<tail>.*)$/s.exec(rest)?.groups;
	const plain = /^(?<value>.*?)(?<tail>\s+#.*|\s*)$/s.exec(rest)?.groups;
	const { quote = "", value = "", tail = "" } = quoted ?? plain ?? {};
	return { head, name, quote, value, tail };
}
