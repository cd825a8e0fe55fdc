import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** The built command; `BACKOUT_CLI` names another build of it. */
export const COMMAND = process.env["BACKOUT_CLI"] ?? join(root, "dist/cli/main.js");

/** A command that takes longer than this hangs: it is killed, and its code is null. */
const HANGS_MS = 40_000;

/** How a command ended, and what it printed. */
export interface Ended {
	/** Null when a signal ended it. */
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
	/** Both streams, for looking for words. */
	readonly all: string;
}

/** A command that is under way. */
export interface UnderWay {
	readonly child: ChildProcess;
	readonly ended: Promise<Ended>;
	/** What it has printed so far, on both streams. */
	printed(): string;
	kill(signal: NodeJS.Signals): void;
}

/** Where and as whom a command runs. */
export interface Surroundings {
	readonly directory: string;
	readonly user?: string;
	readonly env?: Readonly<Record<string, string>>;
}

/** Starts the real, built `backout` as a process of its own. Throws when it has not been built. */
export function startBackout(args: readonly string[], { directory, user = "ana@laptop", env = {} }: Surroundings): UnderWay {
	if (!existsSync(COMMAND)) throw new Error(`${COMMAND} is not there; build it with: npm run build`);
	const child = spawn(process.execPath, [COMMAND, ...args], {
		cwd: directory,
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, NO_COLOR: "1", BACKOUT_USER: user, ...env },
	});
	let stdout = "";
	let stderr = "";
	child.stdout?.on("data", (chunk: Buffer) => {
		stdout += chunk.toString();
	});
	child.stderr?.on("data", (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	const ended = new Promise<Ended>((resolveEnded, reject) => {
		const hung = setTimeout(() => child.kill("SIGKILL"), HANGS_MS);
		child.once("error", reject);
		child.once("close", (code) => {
			clearTimeout(hung);
			resolveEnded({ code, stdout, stderr, all: stdout + stderr });
		});
	});
	return { child, ended, printed: () => stdout + stderr, kill: (signal) => void child.kill(signal) };
}

/** Waits until the condition gives a value, looking often, 20 s unless told otherwise; throws naming what it waited for. */
export async function until<Value>(
	what: string,
	look: () => Value | null | false | Promise<Value | null | false>,
	patienceMs = 20_000,
): Promise<Value> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const value = await look();
		if (value !== null && value !== false) return value;
		if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
		await new Promise((wake) => setTimeout(wake, 25));
	}
}
