import { BackoutError } from "../core/error.ts";

/** What is thrown when text that is searched by (a name, an id) cannot be stored the same way in both databases. */
export function badText(cause: unknown): BackoutError {
	return new BackoutError({
		code: "store.bad-text",
		message: "A name or an id holds a NUL character or half a character (a lone surrogate), which no database keeps.",
		fix: "Take the character out of the name; nothing was recorded.",
		cause,
	});
}
