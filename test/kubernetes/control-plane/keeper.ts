/**
 * The process that keeps a control plane's servers: it starts what standard input tells it (one JSON line each), says on standard output how each
 * goes, and when standard input ends (its parent has stopped it, or died) it kills them all, removes their directory and ends.
 * Usage: node keeper.ts DIRECTORY
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ServerOrder, ServerWord } from "./kept.ts";

const directory = process.argv[2] ?? "";
if (directory === "") throw new Error("usage: node keeper.ts DIRECTORY");
const servers = new Map<string, ChildProcess>();

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void end());
// A parent that died reads no more.
process.stdout.on("error", () => undefined);

const orders = createInterface({ input: process.stdin });
orders.on("line", (line) => start(JSON.parse(line)));
orders.on("close", () => void end());

function start({ name, argv }: ServerOrder): void {
	const log = openSync(join(directory, `${name}.log`), "a");
	const [program = "", ...args] = [...besideOthers(), ...argv];
	const child = spawn(program, args, { cwd: directory, detached: true, stdio: ["ignore", log, log] });
	servers.set(name, child);
	child.on("error", (error) => say({ name, event: "ended", why: error.message }));
	child.on("exit", (code, signal) => say({ name, event: "ended", why: signal ?? `exit code ${code}` }));
	if (child.pid !== undefined) say({ name, event: "started", pid: child.pid });
}

/** Servers leave the machine to others, and end with this process even when it is killed (Linux: prctl PR_SET_PDEATHSIG). */
function besideOthers(): readonly string[] {
	const withParent = existsSync("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--"] : [];
	return ["nice", "-n", "10", ...withParent];
}

/** Nothing they hold is needed again: no grace. */
async function end(): Promise<void> {
	await Promise.all([...servers.values()].map(killed));
	rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	process.exit(0);
}

function killed(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => {
		if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
		child.once("exit", () => resolve());
		process.kill(-child.pid, "SIGKILL");
	});
}

function say(word: ServerWord): void {
	process.stdout.write(`${JSON.stringify(word)}\n`);
}
