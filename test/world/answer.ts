/** What a command answered with --json: every line, and the exit code. */
export interface Answer {
	readonly code: number | null;
	readonly lines: readonly unknown[];
	/** The last line: the whole answer of most commands, the end of a run. */
	readonly value: unknown;
	/** The value at a dotted path of the last line; undefined when there is none. */
	at(path: string): unknown;
	/** The text at a path of the last line; throws when there is none. */
	text(path: string): string;
	/** The list at a path of the last line; throws when there is none. */
	list(path: string): readonly unknown[];
}

/** The answer in what a command printed on standard output; throws when a line is no JSON. */
export function answerIn(stdout: string, code: number | null): Answer {
	const lines = stdout
		.split("\n")
		.filter((line) => line !== "")
		.map(parse);
	const value = lines.at(-1);
	return {
		code,
		lines,
		value,
		at: (path) => valueAt(value, path),
		text(path) {
			const found = valueAt(value, path);
			if (typeof found !== "string") throw new Error(`no text at ${path} of ${JSON.stringify(value)}`);
			return found;
		},
		list(path) {
			const found = valueAt(value, path);
			if (!Array.isArray(found)) throw new Error(`no list at ${path} of ${JSON.stringify(value)}`);
			return found;
		},
	};
}

function parse(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		throw new Error(`standard output holds a line that is no JSON: ${line}`);
	}
}

/** The value at a dotted path, `reasons.0.text`; the whole for the empty path; undefined when a part is missing. */
export function valueAt(value: unknown, path: string): unknown {
	if (path === "") return value;
	return path.split(".").reduce<unknown>((inner, key) => {
		if (typeof inner !== "object" || inner === null) return undefined;
		return Object.entries(inner).find(([name]) => name === key)?.[1];
	}, value);
}
