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

/** The text with `user:password@` of any URL in it taken out, up to the last `@` (a password may hold `/` and `@`), and with the query, which may hold a token. */
export function withoutPassword(text: string): string {
	return text.replaceAll(/\/\/\S*@/g, "//***@").replaceAll(/(:\/\/[^\s?]*)\?\S+/g, "$1?***");
}

function shorten(text: string): string {
	return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

/** Keys whose values are secrets when somebody writes them into the file in plain. */
const SECRET_KEY = /pass|secret|token|webhook|credential|api-?key|auth(?!or)|cookie|headers?$|^env$/i;

/** What stands under these is named by people: a service called `auth` is no secret. */
const NAMED = ["services", "environments", "channels", "contacts", "signals"];

/** `foundText`, but a value under a key that holds secrets is told only by its form and length. */
export function foundAt(value: unknown, path: ConfigPath): string {
	if (!isSecretAt(path)) return foundText(value);
	if (typeof value === "number") return "a number";
	return typeof value === "string" && value !== "" ? `text of ${value.length} characters` : foundText(value);
}

/** Whether what stands at the path may be a secret that somebody wrote into the file in plain. */
export function isSecretAt(path: ConfigPath): boolean {
	return path.some((part, index) => typeof part === "string" && SECRET_KEY.test(part) && !NAMED.includes(String(path[index - 1])));
}

/** The key that a path ends in. */
export function lastKey(path: ConfigPath): string {
	return String(path.findLast((part) => typeof part === "string") ?? "the file");
}

/** A key for a message: short, on one line, without control characters. */
export function keyText(key: string): string {
	return JSON.stringify(shorten(key)).slice(1, -1);
}
