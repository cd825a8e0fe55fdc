/** What stands for a part of a line that differs from line to line. */
export const WILDCARD = "<*>";

const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
/**
 * Parts that differ from line to line, the longest reading first. Each can only begin where a word begins, so that a hostile line costs a few
 * passes and not a power of its length. Error codes stay (`ORA-00942`, `E11000`), and so does "0 errors", which says the opposite of "3 errors".
 */
const VARIABLES = [
	`"[^"]*"`,
	String.raw`(?<!\w)'[^']*'(?!\w)`,
	String.raw`(?<![\w+.-])[A-Za-z][\w+.-]*:\/\/[^\s"'<>)\]]+`,
	String.raw`\b\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d)\b)?)?`,
	String.raw`\b\d\d\/${MONTH}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}`,
	String.raw`\b${MONTH} [ \d]\d \d\d:\d\d:\d\d\b`,
	String.raw`\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b`,
	String.raw`(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])`,
	String.raw`(?<![\w.])\.{0,2}\/[\w.@~%+\/-]+`,
	String.raw`(?<!\w)[A-Za-z]:\\[^\s"']+`,
	String.raw`(?<!\w)0x[0-9A-Fa-f]+\b`,
	String.raw`(?<!\w)(?=[A-Fa-f]*\d)[0-9A-Fa-f]{6,}(?!\w)`,
	String.raw`(?<!\w)(?=[A-Za-z_]*\d[A-Za-z_]*\d)\w{8,}(?!\w)`,
	String.raw`(?<![A-Za-z_\d])(?<![A-Z]{2}-)(?!0 (?:errors|failures|exceptions)\b)[-+]?\d+(?:[.,:]\d+)*(?:%|[A-Za-zµ]{1,3})?(?!\w)`,
];
const VARIABLE = new RegExp(VARIABLES.join("|"), "g");
/** What logfmt quotes is the message itself. */
const SAID = /\b(msg|message|err|error)="([^"]*)"/g;
/** Lists of any length are one thing that differs. */
const RUN = /<\*>(?:[,;:/ =-]+<\*>)+/g;
/** Times, hosts' numbers and brackets before the first word say nothing about the kind of line. */
const LEADING = /^(?:[\s[({|,-]*<\*>[\s\])}|,:-]*)+(?=\S)/;

/** The line with every number, hex number, UUID, address, path, URL, time and quoted text as `<*>`. */
export function maskVariables(line: string): string {
	return (line.includes('="') ? line.replace(SAID, "$1=$2") : line).replace(VARIABLE, WILDCARD).replace(RUN, WILDCARD).replace(LEADING, "");
}
