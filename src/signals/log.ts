import { resolve } from "node:path";
import { z } from "zod";
import { BackoutError, errorText } from "../core/error.ts";
import type { Reading, SignalContext, SignalKind, Window } from "../core/signal.ts";
import { lastLine } from "./excerpt.ts";
import { type FileTally, tallyFile } from "./log-file.ts";
import { type LogCount, readingOf, timelessFault, unknownLog } from "./log-reading.ts";
import { addTallies, EMPTY_TALLY, type LogQuestion, tallyLog } from "./log-tally.ts";
import { argvSetting, regexSetting } from "./settings.ts";

const COMMAND_TIMEOUT_MS = 20_000;
const COMMAND_BYTES = 16 * 1024 * 1024;

const pathSetting = z.string().min(1);

const schema = z
	.strictObject({
		file: z
			.union([pathSetting, z.array(pathSetting).min(1)])
			.optional()
			.describe("One or several log files; rotated parts (file.1 …) are followed"),
		command: argvSetting.optional().describe("A command that prints the log, like [docker, logs, --since, 1h, shop-api]"),
		errors: regexSetting.describe("What a line of a failed request, or a bad line, looks like"),
		requests: regexSetting.optional().describe("What a line of any request looks like; with it the log is an error rate"),
		timestamp: z.enum(["auto", "utc"]).optional().describe("utc: times without a zone are UTC; auto (default): this machine's zone"),
	})
	.refine((settings) => (settings.file === undefined) !== (settings.command === undefined), {
		error: "must have either file or command",
	});

/** The settings of a log source. */
export type LogConfig = z.infer<typeof schema>;

/** Counts log lines by the times they show: an error rate when requests are counted too, else the matches of a pattern. */
export const logSignal: SignalKind<LogConfig> = {
	kind: "log",
	measures: ["error-rate", "log-pattern"],
	schema,
	measureOf: (config) => (config.requests === undefined ? "log-pattern" : "error-rate"),
	endpoints: (config) => filesOf(config),
	connect: (config, context) => ({
		name: context.name,
		source: "log",
		measure: context.measure,
		hasPast: true,
		read: (window, deadline) => read(config, window, context, deadline),
	}),
};

function filesOf(config: LogConfig): readonly string[] {
	return [config.file ?? []].flat();
}

async function read(config: LogConfig, window: Window, context: SignalContext, deadline: AbortSignal): Promise<Reading> {
	const question = questionOf(config, window);
	try {
		const count =
			config.command === undefined
				? await countFiles(filesOf(config), question, context.directory)
				: await countCommand(config.command, question, context, deadline);
		return typeof count === "string" ? unknownLog(count, question.requests !== null) : readingOf(count, question);
	} catch (error) {
		return unknownLog(error instanceof BackoutError ? `${error.message}; ${error.fix}` : errorText(error), question.requests !== null);
	}
}

function questionOf(config: LogConfig, window: Window): LogQuestion {
	return {
		errors: new RegExp(config.errors),
		requests: config.requests === undefined ? null : new RegExp(config.requests),
		zone: config.timestamp ?? "auto",
		fromMs: Date.parse(window.from),
		toMs: Date.parse(window.to),
	};
}

/** Counts all files together; says why when one of them cannot be counted: a part of a service is not the service. */
async function countFiles(paths: readonly string[], question: LogQuestion, directory: string): Promise<LogCount | string> {
	let tally = EMPTY_TALLY;
	const notes: string[] = [];
	for (const path of paths) {
		const file = await tallyFile(resolve(directory, path), question).catch((error: unknown) => fileFault(path, error));
		if (typeof file === "string") return file;
		if (file.emptySinceMs !== null && file.emptySinceMs >= question.toMs) return `${path} was emptied after the window`;
		const timeless = timelessFault(file.tally);
		if (timeless !== null) return `${path}: ${timeless}`;
		notes.push(...notesOn(path, file, question));
		tally = addTallies(tally, file.tally);
	}
	return { tally, notes };
}

function notesOn(path: string, file: FileTally, question: LogQuestion): readonly string[] {
	if (file.isCut) return [`only the last 64 MiB of ${path} were read`];
	if (file.emptySinceMs === null) return [];
	return [file.emptySinceMs > question.fromMs ? `${path} was emptied inside the window` : `${path} is empty`];
}

function fileFault(path: string, error: unknown): string {
	const code = error instanceof Error && "code" in error ? error.code : null;
	if (code === "ENOENT") return `${path} is not there; see whether the service logs to it, and name it relative to the config file`;
	if (code === "EACCES") return `${path} may not be read; give this user the right to read it`;
	if (code === "EISDIR") return `${path} is a directory; name the log file in it`;
	return `${path} cannot be read: ${errorText(error)}`;
}

async function countCommand(
	argv: readonly string[],
	question: LogQuestion,
	context: SignalContext,
	deadline: AbortSignal,
): Promise<LogCount | string> {
	const output = await context.processes.run(argv, {
		cwd: context.directory,
		timeoutMs: COMMAND_TIMEOUT_MS,
		maxOutputBytes: COMMAND_BYTES,
		signal: deadline,
	});
	if (output.ended !== null) return `${argv[0]} did not print the log in time; let it print less, like --since 1h`;
	if (output.exitCode !== 0) return `${argv[0]} ended with exit ${output.exitCode ?? "by a signal"}: ${lastLine(output.stderr)}`;
	// `docker logs` prints the service's two streams on two streams of its own.
	const [out, error] = [Buffer.from(output.stdout), Buffer.from(output.stderr)];
	const tally = addTallies(await tallyLog([out], question), await tallyLog([error], question));
	const timeless = timelessFault(tally);
	if (timeless !== null) return timeless;
	const isCut = out.length >= COMMAND_BYTES || error.length >= COMMAND_BYTES;
	return { tally, notes: isCut ? ["only the last 16 MiB of the log were read"] : [] };
}
