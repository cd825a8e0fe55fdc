const MOST_CHARACTERS = 160;

/** One short printable line of a text that others wrote, for a detail: its last line that says something. */
export function lastLine(text: string): string {
	const lines = text.split(/\r?\n/).map(printable);
	return shorten(lines.findLast((line) => line !== "") ?? "");
}

/** A found value in a detail: as JSON, on one line, cut short. */
export function shown(value: unknown): string {
	return shorten(printable(JSON.stringify(value) ?? "nothing"));
}

/** A text that others wrote on one line, without control characters, cut short. */
export function oneLine(text: string): string {
	return shorten(printable(text));
}

function printable(text: string): string {
	return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}

function shorten(text: string): string {
	return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1).toWellFormed()}…`;
}
