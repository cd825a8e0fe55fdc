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
/** What `docker logs` and `kubectl logs` put before every line with `--timestamps` and `--prefix`, before those of a stack trace too. */
const PREFIX = /^(?:\[[\w./-]{1,200}\] )?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) /;
/** After such a time a few blanks may only be a logger's padding (` INFO`). */
const TRACE_AFTER_TIME = /^(?:\t|\s{4}|\s+(?:at \S|File "|\^))/;
/** The last of these names what was wrong: Java's innermost cause, Python's last line. */
const CAUSE = /^\s*(?:Caused by: )?(?:[\w$]+\.)*[\w$]*(?:Error|Exception|Panic|Interrupt)(?=:|\s*$)/;

/** The entries of lines that stand in order. A stack trace belongs to the line before it, whether its lines come one by one or joined to it by `\n`. */
export function* entriesOf(lines: Iterable<string>): Generator<LogEntry> {
	let open: LogEntry | null = null;
	let traceLines = 0;
	for (const text of lines) {
		const [head = "", ...joined] = linesIn(text);
		const isTrace = open !== null && isContinuation(head, traceLines > 0);
		if (!isTrace) {
			if (open !== null) yield open;
			open = { head, cause: "" };
			traceLines = 0;
		}
		for (const line of isTrace ? [head, ...joined] : joined) {
			traceLines += 1;
			const said = line.replace(PREFIX, "");
			if (open !== null && traceLines <= TRACE_LINES && CAUSE.test(said)) open = { head: open.head, cause: said.trim() };
		}
	}
	if (open !== null) yield open;
}

/** `isInTrace`: lines of a trace came before, so that its last line may stand without blanks. */
function isContinuation(line: string, isInTrace: boolean): boolean {
	const prefix = PREFIX.exec(line)?.[0] ?? "";
	const said = line.slice(prefix.length);
	if (isInTrace && CAUSE.test(said)) return true;
	return CONTINUATION.test(said) && (prefix === "" || !/^\s/.test(said) || TRACE_AFTER_TIME.test(said));
}

function linesIn(text: string): readonly string[] {
	if (!text.includes("\n")) return [text.slice(0, LINE_CHARACTERS)];
	return text
		.slice(0, TRACE_LINES * LINE_CHARACTERS)
		.split("\n", TRACE_LINES)
		.map((line) => line.slice(0, LINE_CHARACTERS));
}
