import { BackoutError } from "../core/error.ts";
import type { JsonValue } from "../core/json.ts";

/** A value as the JSON text that a `body` column holds. Lone surrogates and NULs come out escaped, so that any text survives both databases. */
export function toBody(value: unknown): string {
	return JSON.stringify(value);
}

/** The value that `toBody` wrote into a column of that type; throws `store.corrupt` when the text is no JSON any more. */
export function fromBody<T>(body: string): T {
	try {
		return JSON.parse(body);
	} catch (cause) {
		throw new BackoutError({
			code: "store.corrupt",
			message: "A row of the state database holds text that is no JSON: somebody or something wrote into it.",
			fix: "Restore the state database from a copy, or move it away and start a new one. `backout plan` works without it.",
			cause,
		});
	}
}

/** JSON with sorted keys and without spaces: equal values give equal bytes, whatever the order their keys were set in. */
export function canonicalJson(value: JsonValue | undefined): string {
	if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
	if (isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
	const pairs = Object.entries(value).filter(([, member]) => member !== undefined);
	const sorted = pairs.sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${sorted.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(",")}}`;
}

/** `Array.isArray` does not narrow readonly arrays out of a union. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
	return Array.isArray(value);
}

/** The moment as UTC ISO text with milliseconds, the one form that sorts as text; null when the text is no time. */
export function sortableTime(time: string): string | null {
	const ms = Date.parse(time);
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
