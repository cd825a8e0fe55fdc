import type { ConfigFault } from "../core/config.ts";
import { BackoutError, errorText } from "../core/error.ts";
import type { CliContext } from "./context.ts";
import { EXIT } from "./exit-code.ts";
import type { CommonFlags } from "./flags.ts";
import { createPaint, type Paint } from "./paint.ts";
import { errorLines, faultLines } from "./screens/errors.ts";
import { printable } from "./screens/text.ts";

/** The widest line that still reads well, and the narrowest that is tried. */
const WIDEST = 140;
const NARROWEST = 40;
/** Columns of a terminal that does not say how wide it is. */
const USUAL = 80;
/** What goes into a file or another program is not broken: one line says one thing, and can be searched for. */
const UNBROKEN = 1_000_000;

/** Standard output and standard error, and what is known of them. */
export interface Console {
	readonly context: CliContext;
	readonly isJson: boolean;
	readonly paint: Paint;
	readonly errorPaint: Paint;
	/** True when a person looks at standard output. */
	readonly isTerminal: boolean;
	/** Columns of the terminal; for anything else so many that no line is broken. */
	readonly width: number;
	/** The same of standard error. */
	readonly errorWidth: number;
}

/** The console of a command. */
export function openConsole(context: CliContext, flags: Pick<CommonFlags, "json">): Console {
	const { stdout, stderr } = context.process;
	return {
		context,
		isJson: flags.json,
		paint: createPaint(context.env, stdout),
		errorPaint: createPaint(context.env, stderr),
		isTerminal: stdout.isTTY === true && !flags.json,
		width: widthOf(stdout),
		errorWidth: widthOf(stderr),
	};
}

function widthOf(stream: NodeJS.WriteStream): number {
	return stream.isTTY === true ? Math.max(NARROWEST, Math.min(stream.columns ?? USUAL, WIDEST)) : UNBROKEN;
}

/** Writes lines for a person; control characters in what others wrote are shown, never obeyed. */
export function writeLines(stream: NodeJS.WritableStream, lines: readonly string[], mask: (text: string) => string): void {
	for (const line of lines) stream.write(`${printable(mask(line))}\n`);
}

/** Writes one JSON value as one line. */
export function writeJson(stream: NodeJS.WritableStream, value: unknown, mask: (text: string) => string): void {
	stream.write(`${mask(JSON.stringify(value))}\n`);
}

/** Prints every fault of the config and exits with 2. */
export function printFaults(console: Console, file: string, faults: readonly ConfigFault[]): void {
	const { process } = console.context;
	process.exitCode = EXIT.usage;
	if (!console.isJson) {
		writeLines(process.stderr, faultLines(file, faults, console.errorPaint, console.errorWidth), unmasked);
		return;
	}
	const count = `${faults.length} ${faults.length === 1 ? "fault" : "faults"}`;
	const error = { code: "config.faults", message: `${count} in ${file}`, fix: "correct them; each names its line and its fix" };
	writeJson(process.stdout, { error, file, faults }, unmasked);
}

/** Prints an error once: what happened, to which thing, and what to do now. Config and usage faults exit with 2, what a person may not do with 3. */
export function printError(console: Console, thrown: unknown, mask: (text: string) => string = unmasked): void {
	const { process } = console.context;
	process.exitCode = isUsageFault(thrown) ? EXIT.usage : isRefusal(thrown) ? EXIT.refused : EXIT.failed;
	if (console.isJson) writeJson(process.stdout, { error: errorJson(thrown) }, mask);
	else writeLines(process.stderr, errorLines(thrown, console.errorPaint, console.errorWidth), mask);
}

/** Names, flags, files and settings that are not what they should be: the person corrects the command line or the config. */
export function isUsageFault(thrown: unknown): boolean {
	return thrown instanceof BackoutError && (/^(config|usage|release|plan)\./.test(thrown.code) || /\.unknown(-|$)/.test(thrown.code));
}

function isRefusal(thrown: unknown): boolean {
	return thrown instanceof BackoutError && thrown.code.startsWith("policy.");
}

/** An error as programs read it; a foreign one is a fault of ours. */
export function errorJson(thrown: unknown) {
	if (thrown instanceof BackoutError) return { code: thrown.code, message: thrown.message, fix: thrown.fix, retryable: thrown.retryable };
	return { code: "internal", message: errorText(thrown), fix: "this is a fault of Backout: please report it", retryable: false };
}

function unmasked(text: string): string {
	return text;
}
