import { resolve } from "node:path";
import type { AdapterContext } from "../../core/adapter.ts";
import { handCommand } from "../../core/command.ts";
import { parseDuration } from "../../core/duration.ts";
import { BackoutError } from "../../core/error.ts";
import type { Output, ProcessRunner } from "../../core/runtime.ts";
import type { ExecConfig } from "./config.ts";

const READ_MS = 30_000;
const ACT_MS = 600_000;
/** A command that prints more than this is no answer; 1 MiB. */
const MOST_BYTES = 1024 * 1024;

/** Where and how the commands of one target run. */
export interface Surroundings {
	/** Absolute. */
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	readonly readMs: number;
	readonly actMs: number;
}

/** Where and how the target's commands run, with the defaults filled in. */
export function surroundingsOf(config: ExecConfig, directory: string): Surroundings {
	const timeoutMs = config.timeout === undefined ? null : parseDuration(config.timeout);
	return {
		cwd: resolve(directory, config.cwd ?? "."),
		env: config.env ?? {},
		readMs: timeoutMs ?? READ_MS,
		actMs: timeoutMs ?? ACT_MS,
	};
}

/** How one command is run. */
export interface CommandOptions {
	readonly processes: ProcessRunner;
	readonly surroundings: Surroundings;
	readonly timeoutMs: number;
	readonly signal?: AbortSignal;
}

/** The standard output of a command that exited with 0. Throws `exec.timeout`, `exec.aborted`, `exec.command-failed` or `exec.too-much-output`, each naming the command. */
export async function outputOf(argv: readonly string[], options: CommandOptions): Promise<string> {
	const output = await options.processes.run(argv, {
		cwd: options.surroundings.cwd,
		env: options.surroundings.env,
		timeoutMs: options.timeoutMs,
		maxOutputBytes: MOST_BYTES + 1,
		...(options.signal ? { signal: options.signal } : {}),
	});
	const fault = faultOf(output, argv, options.timeoutMs);
	if (fault) throw fault;
	return output.stdout;
}

function faultOf(output: Output, argv: readonly string[], timeoutMs: number): BackoutError | null {
	const command = commandName(argv);
	if (output.ended === "timeout") {
		return new BackoutError({
			code: "exec.timeout",
			message: `\`${command}\` had not ended after ${timeoutMs} ms and was ended`,
			fix: "run it by hand to see what it waits for, or raise `timeout`",
			retryable: true,
		});
	}
	if (output.ended === "aborted") {
		return new BackoutError({
			code: "exec.aborted",
			message: `\`${command}\` was ended before its time`,
			fix: "observe the step before going on",
		});
	}
	if (output.exitCode !== 0) {
		const how = output.exitCode === null ? "was ended by a signal" : `exited with ${output.exitCode}`;
		return new BackoutError({
			code: "exec.command-failed",
			message: `\`${command}\` ${how}${saidText(output)}`,
			fix: "run it by hand in the same directory and mend what it complains about",
		});
	}
	if (Buffer.byteLength(output.stdout) <= MOST_BYTES) return null;
	return new BackoutError({
		code: "exec.too-much-output",
		message: `\`${command}\` printed more than 1 MiB`,
		fix: "let it print only its answer",
	});
}

/** The command as a person would type it, cut to one screen line or two. */
export function commandName(argv: readonly string[]): string {
	const line = handCommand(argv);
	return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function saidText(output: Output): string {
	const said = (output.stderr.trim() || output.stdout.trim()).split("\n").slice(-3).join(" | ").slice(-400);
	return said === "" ? " and said nothing" : `: ${said}`;
}

/** What a person pastes to run the command: the directory first, and which variables it needs (named, never shown). */
export function pasteable(argv: readonly string[], surroundings: Surroundings): string {
	const names = Object.keys(surroundings.env);
	const needs = names.length === 0 ? "" : `# needs ${names.join(", ")} in the environment, as in backout.yaml\n`;
	return `${needs}cd ${handCommand([surroundings.cwd])} && ${handCommand(argv)}`;
}

/** Whether the program of a command is there, asked of the shell's own lookup; for `check`. */
export async function hasProgram(argv: readonly string[], context: AdapterContext, surroundings: Surroundings): Promise<boolean> {
	const found = await context.processes.run(["sh", "-c", 'command -v "$1"', "lookup", argv[0] ?? ""], {
		cwd: surroundings.cwd,
		env: surroundings.env,
		timeoutMs: surroundings.readMs,
	});
	return found.exitCode === 0;
}
