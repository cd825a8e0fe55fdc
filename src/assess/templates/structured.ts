/** pino's and bunyan's levels. */
const LEVELS: Readonly<Record<string, string>> = { 10: "trace", 20: "debug", 30: "info", 40: "warn", 50: "error", 60: "fatal" };
const LEVEL_KEYS = ["level", "severity", "lvl", "levelname", "@level"];
const MESSAGE_KEYS = ["msg", "message", "event", "@message", "log"];
const FAULT_KEYS = ["err", "error", "exception", "exc_info"];

/** The words of a line that is a JSON object: its level, message and fault, or the names of its keys when it has no message; the line itself when it is none. */
export function wordsOf(line: string): string {
	if (!line.startsWith("{")) return line;
	const entry = objectOf(line);
	if (entry === null) return line;
	const level = first(entry, LEVEL_KEYS);
	const fault = first(entry, FAULT_KEYS);
	const said = [textOf(first(entry, MESSAGE_KEYS)), textOf(fault) || textOf(isObject(fault) ? fault["message"] : "")];
	const words = said.some((text) => text !== "") ? said : Object.keys(entry).toSorted();
	return [LEVELS[textOf(level)] ?? textOf(level), ...words].filter((word) => word !== "").join(" ");
}

function objectOf(line: string): Readonly<Record<string, unknown>> | null {
	try {
		const value: unknown = JSON.parse(line);
		return isObject(value) ? value : null;
	} catch {
		return null;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function first(entry: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
	const key = keys.find((name) => Object.hasOwn(entry, name));
	return key === undefined ? "" : entry[key];
}

function textOf(value: unknown): string {
	return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
