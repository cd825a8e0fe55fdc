import type { App, LoadedConfig } from "../app/index.ts";
import type { ConfigFault } from "../core/config.ts";
import { BackoutError } from "../core/error.ts";
import type { Place } from "../core/place.ts";
import type { Refusal } from "../core/plan.ts";
import type { CliContext } from "./context.ts";
import { EXIT } from "./exit-code.ts";
import type { CommonFlags, PlaceFlags } from "./flags.ts";
import { createPaint, type Paint } from "./paint.ts";
import { errorLines, faultLines, refusalLines } from "./screens/errors.ts";

/** What a command works with: the app, and where its answer goes. */
export interface Session {
	readonly app: App;
	readonly isJson: boolean;
	readonly paint: Paint;
	/** True when a person looks at standard output. */
	readonly isTerminal: boolean;
	/** Columns of the terminal; 100 when it has none. */
	readonly width: number;
	readonly context: CliContext;
	/** Prints the answer: the JSON value with --json, else the lines. Every secret is masked. */
	answer(json: unknown, lines: () => readonly string[]): void;
	/** One JSON line of a stream of events; only with --json. */
	event(json: unknown): void;
	/** Prose on standard output; nothing with --json. */
	say(...lines: readonly string[]): void;
	/** Prose on standard error, also with --json: warnings, questions, progress. */
	aside(...lines: readonly string[]): void;
	/** Sets the exit code. */
	exit(code: number): void;
	/** Prints that a rule refused, with the fix, and exits with 3. */
	refuse(refusal: Refusal): void;
}

/** Opens the app, runs the command and prints whatever went wrong once, with its fix and the right exit code. */
export async function withSession(context: CliContext, flags: CommonFlags, command: (session: Session) => Promise<void>): Promise<void> {
	const console = openConsole(context, flags);
	try {
		const loaded = await load(context, flags);
		if (!loaded.loaded.ok) return printFaults(console, loaded.loaded.file, loaded.loaded.faults);
		const { buildParts, createApp } = await import("../app/index.ts");
		const parts = buildParts(loaded.loaded.config, loaded.loaded.kinds, loaded.options);
		const app = createApp(parts);
		try {
			await command(sessionOf(console, app));
		} finally {
			await app.close();
		}
	} catch (thrown) {
		printError(console, thrown);
	}
}

/** The place that the arguments name. */
export function placeOf(session: Session, service: string, flags: PlaceFlags): Place {
	return session.app.place(service, flags.environment ?? null);
}

/** Reads the config for commands that work without an app. */
export async function load(context: CliContext, flags: CommonFlags) {
	const { loadConfig } = await import("../app/index.ts");
	const options = optionsOf(context, flags);
	const loaded: LoadedConfig = await loadConfig(options);
	return { loaded, options };
}

/** The app's options that the flags stand for. */
export function optionsOf(context: CliContext, flags: CommonFlags) {
	return {
		cwd: context.cwd,
		configFile: flags.config ?? null,
		env: context.env,
		writeLog: (text: string) => void context.process.stderr.write(text),
		logLevel: flags.verbose ? "debug" : "warn",
	} as const;
}

/** Standard output and standard error, and what is known of them. */
export interface Console {
	readonly context: CliContext;
	readonly isJson: boolean;
	readonly paint: Paint;
	readonly errorPaint: Paint;
	readonly isTerminal: boolean;
	readonly width: number;
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
		width: Math.max(60, Math.min(stdout.columns ?? 100, 140)),
	};
}

function sessionOf(console: Console, app: App): Session {
	const { context, isJson, paint, isTerminal, width } = console;
	const print = (stream: NodeJS.WritableStream, lines: readonly string[]): void => {
		for (const line of lines) stream.write(`${app.masker.mask(line)}\n`);
	};
	return {
		app,
		isJson,
		paint,
		isTerminal,
		width,
		context,
		answer(json, lines) {
			print(context.process.stdout, isJson ? [JSON.stringify(json)] : lines());
		},
		event(json) {
			if (isJson) print(context.process.stdout, [JSON.stringify(json)]);
		},
		say(...lines) {
			if (!isJson) print(context.process.stdout, lines);
		},
		aside(...lines) {
			print(context.process.stderr, lines);
		},
		exit(code) {
			context.process.exitCode = code;
		},
		refuse(refusal) {
			context.process.exitCode = EXIT.refused;
			if (isJson) print(context.process.stdout, [JSON.stringify({ refused: refusal })]);
			else print(context.process.stderr, refusalLines(refusal, console.errorPaint));
		},
	};
}

/** Prints every fault of the config and exits with 2. */
export function printFaults(console: Console, file: string, faults: readonly ConfigFault[]): void {
	const { process } = console.context;
	process.exitCode = EXIT.usage;
	if (console.isJson) process.stdout.write(`${JSON.stringify({ file, faults })}\n`);
	else for (const line of faultLines(file, faults, console.errorPaint)) process.stderr.write(`${line}\n`);
}

/** Prints an error once: what happened, to which thing, and what to do now. Config and usage faults exit with 2. */
export function printError(console: Console, thrown: unknown): void {
	const { process } = console.context;
	const isUsage = thrown instanceof BackoutError && /^(config|usage|release|plan)\./.test(thrown.code);
	process.exitCode = isUsage || isUnknownName(thrown) ? EXIT.usage : EXIT.failed;
	if (console.isJson) process.stdout.write(`${JSON.stringify({ error: errorJson(thrown) })}\n`);
	else for (const line of errorLines(thrown, console.errorPaint)) process.stderr.write(`${line}\n`);
}

function isUnknownName(thrown: unknown): boolean {
	return thrown instanceof BackoutError && /\.unknown(-|$)/.test(thrown.code);
}

function errorJson(thrown: unknown) {
	if (thrown instanceof BackoutError) return { code: thrown.code, message: thrown.message, fix: thrown.fix, retryable: thrown.retryable };
	return { code: "internal", message: thrown instanceof Error ? thrown.message : String(thrown), fix: REPORT_IT, retryable: false };
}

const REPORT_IT = "this is a fault of Backout: run it again with --verbose and report what it prints";
