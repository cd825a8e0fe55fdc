/** Longest quotation of a remote, in characters. */
const LONGEST = 600;

/** The text with user names and passwords in URLs taken out. */
export function withoutCredentials(text: string): string {
	return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1");
}

/** What a program or a remote said, safe to show: no credentials, no control characters, one line, 600 characters at most. */
export function plainWords(text: string): string {
	const printable = [...withoutCredentials(text)].map((character) => (isControl(character) ? " " : character)).join("");
	const line = printable.replaceAll(/\s+/g, " ").trim();
	return line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line;
}

/** Control characters, and those that turn the direction of writing around: a subject must not look like something else. */
function isControl(character: string): boolean {
	return character < " " || (character >= "\u007f" && character <= "\u009f") || /[\u2028-\u202e\u2066-\u2069]/.test(character);
}

/** What the remote itself said (the lines that git prefixes with `remote:`), or else everything that git said. */
export function remoteWords(stderr: string): string {
	const lines = stderr.split("\n").filter((line) => line.startsWith("remote:"));
	const words = plainWords(lines.map((line) => line.slice("remote:".length)).join("\n"));
	return words === "" ? plainWords(stderr) : words;
}
