import type { JsonObject } from "../../../core/json.ts";
import { type Asked, oddAnswer, refused } from "./faults.ts";
import { isObject, metadataOf, parseJson } from "./json-text.ts";
import type { WatchEvent } from "./port.ts";
import { printable, refusalOf } from "./status.ts";

/** What a whole line says, and from where the watch goes on after it. */
export interface WatchLine {
	readonly event: WatchEvent;
	readonly resourceVersion: string;
}

/** The event in a line of a watch; null for half a line. Throws what an ERROR event says (`kubernetes.expired` for 410) and `kubernetes.failed` for a line that is no event. */
export function readWatchLine(line: string, asked: Asked): WatchLine | null {
	const value = parseJson(line);
	if (value === undefined) return null;
	const { type, object } = isObject(value) ? value : {};
	if (!isObject(object) || typeof type !== "string") throw oddAnswer(asked, `a line that is no event: ${printable(line).slice(0, 120)}`);
	if (type === "ERROR") throw refused(asked, refusalOf(500, object, null));
	if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED" && type !== "BOOKMARK") {
		throw oddAnswer(asked, `an event of the unknown type ${printable(type).slice(0, 40)}`);
	}
	return { event: { type, object }, resourceVersion: versionOf(object, asked) };
}

function versionOf(object: JsonObject, asked: Asked): string {
	const { resourceVersion } = metadataOf(object);
	if (typeof resourceVersion === "string" && resourceVersion !== "") return resourceVersion;
	throw oddAnswer(asked, "an event whose object has no resourceVersion");
}
