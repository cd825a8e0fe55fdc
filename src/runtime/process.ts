import { type ChildProcess, spawn } from "node:child_process";
import { BackoutError, errorText } from "../core/error.ts";
import type { Clock, Output, ProcessOptions, ProcessRunner } from "../core/runtime.ts";
import { endGroup, processStartedAt } from "./process-group.ts";
import { tellOutput } from "./spoken.ts";
import { openSpool, type Spool } from "./spool.ts";
import { Tail } from "./tail.ts";
import { findTool } from "./tool.ts";

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_OUTPUT_BYTES = 1024 * 1024;
/** How long output may still come after the process itself ended: a daemon it left behind may hold the pipe for ever. */
const DRAIN_MS = 300;

/** Remembers process groups, so that a resumed run can find one that outlived its parent. */
export interface GroupJournal {
	started(group: { readonly group: number; readonly startedAt: string | null; readonly command: string }): Promise<void>;
	ended(group: number): Promise<void>;
}

/**
 * The one process runner. Every process leads a group of its own; at its deadline the whole group is ended. With a journal, the process
 * waits at a gate until its group has been recorded, and never starts when we die before that; what it prints goes where it can go on
 * printing when we die after that.
 */
export function createProcessRunner(parts: { readonly clock: Clock; readonly journal?: GroupJournal }): ProcessRunner {
	return {
		async run(argv, options = {}) {
			const isGated = parts.journal !== undefined;
			const maxBytes = options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES;
			const spools: Spools = isGated ? [openSpool(maxBytes), openSpool(maxBytes)] : [null, null];
			try {
				const child = await start(argv, options, isGated, spools);
				return await supervise(child, argv, options, parts, spools);
			} finally {
				for (const spool of spools) spool?.close();
			}
		},
	};
}

/** For standard output and standard error; null: a pipe. */
type Spools = readonly [Spool | null, Spool | null];

async function start(argv: readonly string[], options: ProcessOptions, isGated: boolean, spools: Spools): Promise<ChildProcess> {
	const [name, ...rest] = argv;
	if (name === undefined || name === "") {
		throw new BackoutError({ code: "process.empty-command", message: "a command is empty", fix: "give it at least a program name" });
	}
	const environment = { ...process.env, ...options.env };
	const file = await findTool(name, {
		...(options.cwd ? { cwd: options.cwd } : {}),
		...(environment.PATH ? { path: environment.PATH } : {}),
	});
	if (file === null) {
		throw new BackoutError({
			code: "process.tool-not-found",
			message: `${name} is not installed or not on the PATH`,
			fix: `install ${name}, or put its directory on the PATH of the user that runs backout`,
		});
	}
	// The gate: the shell waits for one line before it becomes the command. Without that line (we died) it ends, having done nothing.
	const [program, ...args] = isGated ? ["/bin/sh", "-c", 'read -r _ && exec "$@"', "gate", file, ...rest] : [file, ...rest];
	return await spawned(name, program ?? file, args, { ...options, env: environment, spools });
}

async function spawned(
	name: string,
	program: string,
	args: readonly string[],
	options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv; readonly spools: Spools },
): Promise<ChildProcess> {
	const [stdout, stderr] = options.spools;
	const child = spawn(program, [...args], {
		detached: true,
		stdio: ["pipe", stdout?.descriptor ?? "pipe", stderr?.descriptor ?? "pipe"],
		env: options.env,
		...(options.cwd ? { cwd: options.cwd } : {}),
	});
	await new Promise<void>((resolve, reject) => {
		child.once("spawn", resolve);
		child.once("error", (cause) =>
			reject(
				new BackoutError({
					code: "process.not-started",
					message: `${name} could not be started${options.cwd ? ` in ${options.cwd}` : ""}: ${errorText(cause)}`,
					fix: options.cwd ? `check that the directory ${options.cwd} exists and may be entered` : "check the program's rights",
					cause,
				}),
			),
		);
	});
	return child;
}

async function supervise(
	child: ChildProcess,
	argv: readonly string[],
	options: ProcessOptions,
	parts: { readonly clock: Clock; readonly journal?: GroupJournal },
	spools: Spools,
): Promise<Output> {
	const startedAt = parts.clock.now();
	const group = child.pid ?? 0;
	const exited = exitOf(child);
	const maxBytes = options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES;
	const streams = collect(child, maxBytes);
	const silence = tellOutput(child, spools, options.onOutput);
	if (parts.journal) {
		await parts.journal.started({ group, startedAt: await processStartedAt(group), command: argv.join(" ") });
	}
	feed(child, `${parts.journal ? "go\n" : ""}${options.input ?? ""}`);

	const ended = await firstOf(exited, options, group, parts.clock);
	const { exitCode } = await exited;
	await drained(streams.closed, parts.clock);
	silence();
	child.stdout?.destroy();
	child.stderr?.destroy();
	await parts.journal?.ended(group);
	const [stdout, stderr] = [spools[0]?.text(maxBytes) ?? streams.stdout.text(), spools[1]?.text(maxBytes) ?? streams.stderr.text()];
	return { exitCode, stdout, stderr, durationMs: parts.clock.now() - startedAt, ended };
}

/** Waits for the end of the output, and leaves no timer behind that would hold up the end of a command. */
async function drained(closed: Promise<void>, clock: Clock): Promise<void> {
	const done = new AbortController();
	await Promise.race([closed, clock.sleep(DRAIN_MS, done.signal)]);
	done.abort();
}

/** Waits for the exit; ends the group when the deadline or the signal comes first. */
async function firstOf(exited: Promise<unknown>, options: ProcessOptions, group: number, clock: Clock): Promise<Output["ended"]> {
	const timer = new AbortController();
	const outcomes: Promise<Output["ended"]>[] = [
		exited.then(() => null),
		clock.sleep(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, timer.signal).then(() => "timeout" as const),
	];
	if (options.signal) outcomes.push(aborted(options.signal, timer.signal));
	const ended = await Promise.race(outcomes);
	timer.abort();
	if (ended !== null) await endGroup(group, clock, options.graceMs);
	return ended;
}

function aborted(signal: AbortSignal, done: AbortSignal): Promise<"aborted"> {
	if (signal.aborted) return Promise.resolve("aborted");
	return new Promise((resolve) => signal.addEventListener("abort", () => resolve("aborted"), { once: true, signal: done }));
}

function exitOf(child: ChildProcess): Promise<{ readonly exitCode: number | null }> {
	return new Promise((resolve) => child.once("exit", (exitCode) => resolve({ exitCode })));
}

function collect(child: ChildProcess, maxBytes: number) {
	const stdout = new Tail(maxBytes);
	const stderr = new Tail(maxBytes);
	child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
	child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
	const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
	return { stdout, stderr, closed };
}

/** A child may end without reading its input: the broken pipe is no fault of ours. */
function feed(child: ChildProcess, text: string): void {
	child.stdin?.on("error", () => undefined);
	child.stdin?.end(text);
}
