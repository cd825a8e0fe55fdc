import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that was run to its end, from before its start to after its end. */
export interface Timed {
	/** Milliseconds since the epoch, with their fraction. */
	readonly startedAtMs: number;
	readonly wallMs: number;
	/** What it printed on standard output, with how long after its start each line was there. */
	readonly lines: readonly { readonly afterMs: number; readonly text: string }[];
}

/** Runs the program to its end; throws with what it said when it failed. */
export async function timedProcess(argv: readonly [string, ...string[]], env: NodeJS.ProcessEnv, cwd: string): Promise<Timed> {
	const [program, ...args] = argv;
	const startedAtMs = nowMs();
	const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
	const lines: { readonly afterMs: number; readonly text: string }[] = [];
	createInterface({ input: child.stdout }).on("line", (text) => lines.push({ afterMs: nowMs() - startedAtMs, text }));
	let errors = "";
	child.stderr.on("data", (chunk: Buffer) => {
		errors += chunk.toString();
	});
	await once(child, "close");
	const wallMs = nowMs() - startedAtMs;
	if (child.exitCode === 0) return { startedAtMs, wallMs, lines };
	const said = `${errors}\n${lines.map(({ text }) => text).join("\n")}`;
	throw new Error(`${argv.join(" ")} ended with ${child.exitCode ?? child.signalCode}: ${said}`);
}

/** Milliseconds since the epoch, finer than Date tells them. */
export function nowMs(): number {
	return performance.timeOrigin + performance.now();
}
