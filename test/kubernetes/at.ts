import type { JsonObject, JsonValue } from "../../src/core/json.ts";

/** What lies at the path: a key of an object; of a list the item with that `name` or `type`. Null when there is nothing. */
function valueAt(value: JsonValue | undefined, path: readonly string[]): JsonValue {
	return path.reduce<JsonValue>((inside, key) => below(inside, key), value ?? null);
}

/** The object at the path; throws naming the path when there is none. */
export function objectAt(value: JsonValue, ...path: readonly string[]): JsonObject {
	const found = valueAt(value, path);
	if (!isObject(found)) throw new Error(`no object at ${path.join(".")}`);
	return found;
}

/** What lies at the path, as text; throws naming the path when there is nothing. */
export function textAt(value: JsonValue, ...path: readonly string[]): string {
	const found = valueAt(value, path);
	if (found === null) throw new Error(`nothing at ${path.join(".")}`);
	return String(found);
}

function below(value: JsonValue, key: string): JsonValue {
	if (isObject(value)) return value[key] ?? null;
	if (!Array.isArray(value)) return null;
	return value.find((item: JsonValue) => isObject(item) && (item["name"] === key || item["type"] === key)) ?? null;
}

function isObject(value: JsonValue): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
