import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";

/** Names this process in the engine's worker ids, so that others can tell whether the owner of a run still lives. */
export interface Owner {
	/** The engine's worker id with this process in front of it. */
	mark(workerId: string): string;
	/** The engine's own worker id again, when the mark is this process's; any other as it is. */
	unmark(markedWorkerId: string): string;
	/** True only when the process in the worker id is certainly gone; a worker of another machine, or one that is merely silent, is not. */
	isGone(markedWorkerId: string): boolean;
}

/** This process on this machine; where the system cannot tell the two for sure, nobody is ever gone, and a lease has to run out. */
export function currentOwner(): Owner {
	const machine = machineName();
	const startedAt = startTime(process.pid);
	const self = `${[machine ?? randomUUID(), process.pid, startedAt ?? "?"].join(":")}:`;
	return {
		mark: (workerId) => `${self}${workerId}`,
		unmark: (marked) => (marked.startsWith(self) ? marked.slice(self.length) : marked),
		isGone(marked) {
			const [owner, pidText, start] = marked.split(":");
			const pid = Number(pidText);
			if (machine === null || owner !== machine || start === "?" || !Number.isInteger(pid) || pid <= 0) return false;
			if (!exists(pid)) return true;
			// Another process may have got the number since. One that cannot be read counts as alive.
			const seen = startTime(pid);
			return seen !== null && seen !== start;
		},
	};
}

/** One boot of one kernel and one space of process numbers in it: two containers may share a host name, but not this. Null off Linux. */
function machineName(): string | null {
	try {
		const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
		const space = readlinkSync("/proc/self/ns/pid").replace(/\D/g, "");
		return `${boot}/${space}`;
	} catch {
		return null;
	}
}

/** ESRCH says that the process is gone with all its threads; a zombie, or another user's process, is still there. See kill(2). */
function exists(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (thrown) {
		return !(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH");
	}
}

/** Field 22 of /proc/PID/stat, in ticks since boot; null when it cannot be read. See proc_pid_stat(5). */
function startTime(pid: number): string | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
	} catch {
		return null;
	}
}
