import type { JsonObject, JsonValue } from "../../core/json.ts";
import { metadataOf, partOf, StubRefusal } from "./stub-store.ts";

/** A JSON patch of the kinds that are sent: `test`, `replace`, and `add` of members (RFC 6902). */
export function jsonPatched(object: JsonObject, operations: readonly JsonObject[]): JsonObject {
	return operations.reduce((patched, { op, path, value = null }) => {
		const keys = String(path).split("/").slice(1).map(unescaped);
		if (op === "replace" || op === "add") return replaced(patched, keys, value);
		if (op !== "test") throw new StubRefusal(400, "BadRequest", `the stub does not know ${String(op)}`);
		const found = keys.reduce<JsonValue | undefined>((part, key) => (part as JsonObject | undefined)?.[key], patched);
		if (JSON.stringify(found) === JSON.stringify(value)) return patched;
		throw new StubRefusal(422, "Invalid", "the server rejected our request due to an error in our request");
	}, object);
}

/** A key of a JSON pointer (RFC 6901). */
function unescaped(key: string): string {
	return key.replaceAll("~1", "/").replaceAll("~0", "~");
}

function replaced(object: JsonObject, [key = "", ...rest]: readonly string[], value: JsonValue): JsonObject {
	return { ...object, [key]: rest.length === 0 ? value : replacedIn(object[key] ?? {}, rest, value) };
}

/** In a list the key is a place that there is already. */
function replacedIn(part: JsonValue, keys: readonly string[], value: JsonValue): JsonValue {
	if (!Array.isArray(part)) return replaced(part as JsonObject, keys, value);
	const [place, ...rest] = keys;
	return part.map((one: JsonValue, index) => {
		if (index !== Number(place)) return one;
		return rest.length === 0 ? value : replacedIn(one, rest, value);
	});
}

/** A strategic merge patch of objects; `$patch: replace` replaces whole. A resourceVersion in it is a condition. */
export function strategicallyPatched(object: JsonObject, patch: JsonObject): JsonObject {
	const wanted = metadataOf(patch)["resourceVersion"];
	if (wanted !== undefined && wanted !== metadataOf(object)["resourceVersion"])
		throw new StubRefusal(409, "Conflict", "the object has been modified; please apply your changes to the latest version and try again");
	return merged(object, patch);
}

function merged(object: JsonObject, patch: JsonObject): JsonObject {
	const { $patch: directive, ...members } = patch;
	if (directive === "replace") return members;
	const changed = Object.entries(members).map(([key, value]) => {
		const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
		return [key, isObject ? merged(partOf(object, key), value as JsonObject) : value] as const;
	});
	const whole = Object.entries({ ...object, ...Object.fromEntries(changed) });
	// A member that is patched with null goes, in both kinds of merge patches (RFC 7386).
	return Object.fromEntries(whole.filter(([key, value]) => value !== null || !Object.hasOwn(members, key)));
}
