/** Any value that survives a round trip through JSON. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
	readonly [key: string]: JsonValue | undefined;
}
