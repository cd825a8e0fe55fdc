import type { NewTemplate } from "../../core/log.ts";
import { wordsOf } from "./structured.ts";

const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
/** Times as logs begin with them: ISO 8601 and its like, syslog's, Apache's and nginx's, seconds or milliseconds since the epoch. */
const TIMES = [
	String.raw`(?:\d{4}[-/.]\d\d[-/.]\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`,
	String.raw`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?${MONTH} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: \d{4})?`,
	String.raw`\d\d\/${MONTH}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}`,
	String.raw`\d{10}(?:\.\d{1,9})?|\d{13}`,
];
/** The time with what stands around it: a name in brackets before it (`kubectl logs --prefix`), logfmt's key, brackets or quotes, and what parts it from the rest. */
const LEADING = new RegExp(
	String.raw`^\s*(?:\[[\w./-]{1,200}\] )?(?:(?:time|ts|timestamp)=)?["[(]?(?:${TIMES.join("|")})["\])]?(?:\s*[|,:-])?\s+(?=\S)`,
);
/** A collector's own time may stand before the program's. */
const MOST_TIMES = 2;

/** The first line of the kind as a person needs it: without the time that it begins with, of a JSON line only its words; the template where too much of a JSON line was cut off to be read. */
export function shownLine({ first, template }: Pick<NewTemplate, "first" | "template">): string {
	const line = withoutTime(first);
	if (!line.startsWith("{")) return line;
	const words = wordsOf(line);
	return words === line ? template : words;
}

function withoutTime(text: string): string {
	let line = text;
	for (let times = 0; times < MOST_TIMES; times += 1) line = line.replace(LEADING, "");
	return line;
}
