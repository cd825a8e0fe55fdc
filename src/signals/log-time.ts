/** How times without a zone are read: in this machine's zone, or as UTC. */
export type ZoneRule = "auto" | "utc";

/** A time stands near the start of a line; later ones belong to the message. */
const HEAD_CHARACTERS = 200;
const ISO = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d\d:?\d\d))?/;
/** Common and combined log format: `[21/Nov/2026:01:48:00 +0000]`. */
const COMMON = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** The first of these keys of a JSON line; pino and bunyan write `time`, zap `ts`, Logstash `@timestamp`. */
const JSON_TIME = /"(?:time|ts|timestamp|@timestamp)"\s*:\s*(?:"([^"]{1,64})"|(\d+(?:\.\d+)?))/;

/** When a log line was written, in milliseconds since the epoch; null when it does not show a time that is known here. */
export function lineTime(line: string, zone: ZoneRule): number | null {
	const json = line.trimStart().startsWith("{") ? JSON_TIME.exec(line) : null;
	if (json !== null) return json[2] === undefined ? isoTime(json[1] ?? "", zone) : epochMs(Number(json[2]));
	const head = line.slice(0, HEAD_CHARACTERS);
	return isoTime(head, zone) ?? commonTime(head);
}

function isoTime(text: string, zone: ZoneRule): number | null {
	const match = ISO.exec(text);
	if (match === null) return null;
	const [, year, month, day, time, fraction = "0", offset] = match;
	const place = offset ?? (zone === "utc" ? "Z" : "");
	return parsed(`${year}-${month}-${day}T${time}.${fraction.slice(0, 3).padEnd(3, "0")}${place}`);
}

function commonTime(text: string): number | null {
	const match = COMMON.exec(text);
	if (match === null) return null;
	const [, day, name = "", year, time, offset] = match;
	return parsed(`${year}-${String(MONTHS.indexOf(name) + 1).padStart(2, "0")}-${day}T${time}${offset}`);
}

function parsed(text: string): number | null {
	const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
	return Number.isNaN(ms) ? null : ms;
}

/** Loggers count seconds, milliseconds, microseconds or nanoseconds; their sizes lie a thousandfold apart until the year 5138. */
function epochMs(value: number): number {
	if (value < 1e11) return value * 1_000;
	if (value < 1e14) return value;
	return value < 1e17 ? value / 1_000 : value / 1_000_000;
}
