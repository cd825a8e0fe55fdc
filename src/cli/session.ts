import type { App, LoadedConfig } from "../app/index.ts";
import type { Place } from "../core/place.ts";
import type { Refusal } from "../core/plan.ts";
import { type Console, openConsole, printError, printFaults, writeJson, writeLines } from "./console.ts";
import type { CliContext } from "./context.ts";
import { refusalExit } from "./exit-code.ts";
import type { CommonFlags, PlaceFlags } from "./flags.ts";
import { refusalLines } from "./screens/errors.ts";
import { spin } from "./spinner.ts";

/** What a command works with: the app, and where its answer goes. */
export interface Session extends Console {
	readonly app: App;
	/** Prints the answer: the JSON value with --json, else the lines. Every secret is masked. */
	answer(json: unknown, lines: () => readonly string[]): void;
	/** One JSON line of a stream of events; only with --json. */
	event(json: unknown): void;
	/** Prose on standard output; nothing with --json. */
	say(...lines: readonly string[]): void;
	/** Prose on standard error, also with --json: warnings, questions, progress. */
	aside(...lines: readonly string[]): void;
	/** Waits for the work; a person at a terminal sees what is waited for when it takes long. */
	wait<Result>(text: string, work: Promise<Result>): Promise<Result>;
	/** Sets the exit code. */
	exit(code: number): void;
	/** Prints that a rule refused, with the fix, and exits with its code. */
	refuse(refusal: Refusal): void;
	/** The same where a run would have begun: its stream of events is that one last line. */
	refuseRun(refusal: Refusal): void;
}

/** Opens the app, runs the command and prints whatever went wrong once, with its fix and the right exit code. */
export async function withSession(context: CliContext, flags: CommonFlags, command: (session: Session) => Promise<void>): Promise<void> {
	const console = openConsole(context, flags);
	let mask = (text: string): string => text;
	try {
		const { loaded, options } = await load(context, flags);
		if (!loaded.ok) return printFaults(console, loaded.file, loaded.faults);
		const { buildParts, createApp } = await import("../app/index.ts");
		const app = createApp(buildParts(loaded.config, loaded.kinds, options));
		mask = (text) => app.masker.mask(text);
		try {
			await command(sessionOf(console, app, mask));
		} finally {
			await app.close();
		}
	} catch (thrown) {
		printError(console, thrown, mask);
	}
}

/** The place that the arguments name. */
export function placeOf(session: Session, service: string, flags: PlaceFlags): Place {
	return session.app.place(service, flags.environment ?? null);
}

/** Reads the config for commands that work without an app. */
export async function load(context: CliContext, flags: CommonFlags) {
	const { loadConfig } = await import("../app/index.ts");
	const options = {
		cwd: context.cwd,
		configFile: flags.config ?? null,
		env: context.env,
		writeLog: (text: string) => void context.process.stderr.write(text),
		logLevel: flags.verbose ? "debug" : "warn",
		isOffline: "offline" in flags && flags.offline === true,
	} as const;
	const loaded: LoadedConfig = await loadConfig(options);
	return { loaded, options };
}

function sessionOf(console: Console, app: App, mask: (text: string) => string): Session {
	const { isJson } = console;
	const { process } = console.context;
	const refuse = (json: unknown, refusal: Refusal): void => {
		process.exitCode = refusalExit(refusal);
		if (isJson) writeJson(process.stdout, json, mask);
		else writeLines(process.stderr, refusalLines(refusal, console.errorPaint, console.errorWidth), mask);
	};
	return {
		...console,
		app,
		answer(json, lines) {
			if (isJson) writeJson(process.stdout, json, mask);
			else writeLines(process.stdout, lines(), mask);
		},
		event(json) {
			if (isJson) writeJson(process.stdout, json, mask);
		},
		say(...lines) {
			if (!isJson) writeLines(process.stdout, lines, mask);
		},
		aside(...lines) {
			writeLines(process.stderr, lines, mask);
		},
		wait: (text, work) => spin(process.stderr, text, work),
		exit(code) {
			process.exitCode = code;
		},
		refuse: (refusal) => refuse({ refused: refusal }, refusal),
		refuseRun: (refusal) =>
			refuse({ type: "run.finished", run: null, status: "refused", durationMs: 0, report: null, refused: refusal }, refusal),
	};
}
