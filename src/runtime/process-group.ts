import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Clock } from "../core/runtime.ts";

/** How long a group may take to end by itself after SIGTERM, in milliseconds. */
const GRACE_MS = 2_000;

/** When the process started, as the system tells it: with the number it names one process for good. Null when it is gone. */
export async function processStartedAt(pid: number): Promise<string | null> {
	if (process.platform === "linux") return await startedAtFromProc(pid);
	try {
		const { stdout } = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)]);
		return stdout.trim() || null;
	} catch {
		return null;
	}
}

/** Field 22 of /proc/PID/stat; a zombie counts as gone. See proc_pid_stat(5). */
async function startedAtFromProc(pid: number): Promise<string | null> {
	try {
		const stat = await readFile(`/proc/${pid}/stat`, "utf8");
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
	} catch {
		return null;
	}
}

/** Sends a signal to every process of the group; false when there is none left. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
	try {
		process.kill(-group, signal);
		return true;
	} catch {
		return false;
	}
}

/** Ends every process of the group: SIGTERM, two seconds of grace unless told otherwise, SIGKILL. */
export async function endGroup(group: number, clock: Clock, graceMs = GRACE_MS): Promise<void> {
	if (!signalGroup(group, "SIGTERM")) return;
	const deadline = clock.now() + graceMs;
	while (clock.now() < deadline) {
		if (!signalGroup(group, 0)) return;
		await clock.sleep(50);
	}
	signalGroup(group, "SIGKILL");
}

/** Waits for a survivor of an earlier process to end by itself, and ends its group when the time is over. Resolves to how it went. */
export async function outlive(
	survivor: { readonly group: number; readonly startedAt: string | null },
	options: { readonly clock: Clock; readonly waitMs: number },
): Promise<"gone" | "finished" | "ended"> {
	const isAlive = async () => {
		const startedAt = await processStartedAt(survivor.group);
		return startedAt !== null && (survivor.startedAt === null || startedAt === survivor.startedAt);
	};
	if (!(await isAlive())) return "gone";
	const deadline = options.clock.now() + options.waitMs;
	while (options.clock.now() < deadline) {
		await options.clock.sleep(100);
		if (!(await isAlive())) return "finished";
	}
	await endGroup(survivor.group, options.clock);
	return "ended";
}
