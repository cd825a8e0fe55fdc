import type { JsonObject, JsonValue } from "../../../core/json.ts";

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): JsonValue | undefined {
	try {
		const value: JsonValue = JSON.parse(text);
		return value;
	} catch {
		return undefined;
	}
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `metadata` of an object or a list; empty when it has none. */
export function metadataOf(value: JsonObject): JsonObject {
	const metadata = value["metadata"];
	return isObject(metadata) ? metadata : {};
}
