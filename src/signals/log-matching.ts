import { createContext, Script } from "node:vm";
import { BackoutError } from "../core/error.ts";

/** What is looked for in a line; without `requests` the errors are the matches of a pattern. */
export interface LogPatterns {
	readonly errors: RegExp;
	readonly requests: RegExp | null;
}

/** What one line is. */
export interface Match {
	readonly isError: boolean;
	readonly isRequest: boolean;
}

/** As long as many lines together may take: plain patterns take a thousandth of it. */
const MOST_MS = 1_000;
const ERROR = 1;
const REQUEST = 2;

/**
 * A matcher of lines, many at once. A pattern like `(a+)+$` takes for ever on a line that was made for it, and a log's lines are anybody's text: only
 * node:vm can end an expression that has begun. Throws BackoutError `log.pattern-too-slow`.
 */
export function matcherOf({ errors, requests }: LogPatterns): (lines: readonly string[]) => readonly Match[] {
	const script = new Script(
		`lines.map((line) => (errors.test(line) ? ${ERROR} : 0) + (requests !== null && requests.test(line) ? ${REQUEST} : 0))`,
	);
	const sandbox = createContext({ errors, requests, lines: [] as readonly string[] });
	return (lines) => {
		sandbox["lines"] = lines;
		try {
			const found: readonly number[] = script.runInContext(sandbox, { timeout: MOST_MS });
			return found.map((bits) => ({ isError: (bits & ERROR) !== 0, isRequest: (bits & REQUEST) !== 0 }));
		} catch (thrown) {
			throw isTimeout(thrown) ? tooSlow(errors, requests) : thrown;
		}
	};
}

function isTimeout(thrown: unknown): boolean {
	return typeof thrown === "object" && thrown !== null && "code" in thrown && thrown.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

function tooSlow(errors: RegExp, requests: RegExp | null): BackoutError {
	const patterns = [errors, requests].flatMap((one) => (one === null ? [] : [`“${one.source}”`])).join(" or ");
	return new BackoutError({
		code: "log.pattern-too-slow",
		message: `the pattern ${patterns} takes more than ${MOST_MS} ms on a few hundred lines`,
		fix: "write it without a repeat inside a repeat, such as (a+)+",
	});
}
