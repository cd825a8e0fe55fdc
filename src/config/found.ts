import type { ConfigPath } from "./path.ts";

/** The longest text of the config that a message repeats. */
const MAX_SHOWN = 60;

/** What stands in the file, for a message: short, on one line, without control characters and without a URL's password. */
export function foundText(value: unknown): string {
	if (value === undefined) return "nothing";
	if (value === null) return "an empty value";
	if (typeof value === "string") return value === "" ? "empty text" : JSON.stringify(shorten(withoutPassword(value)));
	if (typeof value === "number") return `the number ${value}`;
	if (typeof value === "boolean") return String(value);
	if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
	return Object.keys(Object(value)).length === 0 ? "an empty mapping" : `a mapping (${shorten(Object.keys(Object(value)).join(", "))})`;
}

/** The text with `user:password@` of any URL in it taken out. */
export function withoutPassword(text: string): string {
	return text.replaceAll(/\/\/[^/\s@]*@/g, "//***@");
}

function shorten(text: string): string {
	return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

/** Keys whose values are secrets when somebody writes them into the file in plain. */
const SECRET_KEY = /pass|secret|token|webhook|credential|api-?key|auth|cookie|headers?$/i;

/** `foundText`, but a value under a key that holds secrets is told only by its length. */
export function foundAt(value: unknown, path: ConfigPath): string {
	const isSecret = path.some((part) => typeof part === "string" && SECRET_KEY.test(part));
	return isSecret && typeof value === "string" && value !== "" ? `text of ${value.length} characters` : foundText(value);
}

/** The key that a path ends in. */
export function lastKey(path: ConfigPath): string {
	return String(path.findLast((part) => typeof part === "string") ?? "the file");
}

/** A key for a message: short, on one line, without control characters. */
export function keyText(key: string): string {
	return JSON.stringify(shorten(key)).slice(1, -1);
}
