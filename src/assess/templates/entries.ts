/** One log entry: its first line, and the fault that its stack trace names, or an empty text. */
export interface LogEntry {
	readonly head: string;
	readonly cause: string;
}

/** Characters of a line that are looked at; a kind of line is recognised long before. */
const LINE_CHARACTERS = 1_000;
/** Lines of one stack trace that are searched for its cause. */
const TRACE_LINES = 200;
/** Indented lines, and the words with which Java, Python, Node.js and Go go on about the same fault. */
const CONTINUATION =
	/^(?:\s|$|\}|at \S|Caused by: |Suppressed: |\.\.\. \d+ (?:more|common)|Traceback \(most recent call last\)|During handling of the above|The above exception was|goroutine \d+ \[)/;
/** The last of these names what was wrong: Java's innermost cause, Python's last line. */
const CAUSE = /^\s*(?:Caused by: )?(?:[\w$]+\.)*[\w$]*(?:Error|Exception|Panic|Interrupt)(?=:|\s*$)/;

/** The entries of lines that stand in order. A stack trace belongs to the line before it, whether its lines come one by one or joined to it by `\n`. */
export function* entriesOf(lines: Iterable<string>): Generator<LogEntry> {
	let open: LogEntry | null = null;
	let traceLines = 0;
	for (const text of lines) {
		const [head = "", ...joined] = linesIn(text);
		const isTrace = open !== null && (CONTINUATION.test(head) || (traceLines > 0 && CAUSE.test(head)));
		if (!isTrace) {
			if (open !== null) yield open;
			open = { head, cause: "" };
			traceLines = 0;
		}
		for (const line of isTrace ? [head, ...joined] : joined) {
			traceLines += 1;
			if (open !== null && traceLines <= TRACE_LINES && CAUSE.test(line)) open = { head: open.head, cause: line.trim() };
		}
	}
	if (open !== null) yield open;
}

function linesIn(text: string): readonly string[] {
	if (!text.includes("\n")) return [text.slice(0, LINE_CHARACTERS)];
	return text
		.slice(0, TRACE_LINES * LINE_CHARACTERS)
		.split("\n", TRACE_LINES)
		.map((line) => line.slice(0, LINE_CHARACTERS));
}
