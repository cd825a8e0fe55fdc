import { BackoutError } from "../core/error.ts";

/** The text, when both databases keep it as it is: PostgreSQL refuses NUL, and half a character silently becomes another one. Throws `store.bad-text`. Values in `body` are JSON, where both come escaped. */
export function soundText(text: string): string {
	if (!text.includes("\0") && text.isWellFormed()) return text;
	throw new BackoutError({
		code: "store.bad-text",
		message: `The name or id ${JSON.stringify(text.slice(0, 100))} holds a NUL character or half a character, which no database keeps.`,
		fix: "Take the character out of the name; nothing was recorded.",
	});
}
