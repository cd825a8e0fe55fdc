const ESCAPE = String.fromCharCode(0x1b);
const BELL = String.fromCharCode(0x07);
/** Colours and cursor moves (CSI), titles and links (OSC): ECMA-48, 5.4 and 5.6. */
const SEQUENCES = new RegExp(`${ESCAPE}\\[[0-?]*[ -/]*[@-~]|${ESCAPE}\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)?`, "g");
/** Control and format characters, and every blank but a plain space. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** A foreign line as printable text on one line, terminal sequences taken out whole. */
export function cleanLine(line: string): string {
	const plain = line.includes(ESCAPE) ? line.replace(SEQUENCES, "") : line;
	return plain.replace(UNPRINTABLE, " ");
}

/** The text, cut to `characters` with an ellipsis and never inside a character. */
export function shorten(text: string, characters: number): string {
	return text.length <= characters
		? text
		: `${text
				.slice(0, characters - 1)
				.toWellFormed()
				.replace(/\uFFFD$/, "")}…`;
}
