import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Config, StateConfig } from "../core/config.ts";

/** What runs leave beside the state database. */
const TRACES = ["reports", "evidence"];

/** What to say when the state database is not there although earlier runs left their traces: a new one would begin without a memory, and nobody would know. Null when nothing is missing, and for a server's database, which is never made silently. */
export function lostStateWarning(config: Pick<Config, "home">, state: StateConfig): string | null {
	if (state.kind !== "sqlite" || existsSync(state.path)) return null;
	const traces = TRACES.map((name) => join(config.home, name)).filter(holdsSomething);
	if (traces.length === 0) return null;
	return [
		`the state database ${state.path} is gone, though ${traces.join(" and ")} tell of earlier runs: a new, empty one is made.`,
		"Standings of releases, holds, locks, approvals and the audit log are not known any more.",
		"Restore it from a backup in place of the new one (without the new one's -wal and -shm files),",
		"or go on with an empty memory and say what you know with `backout record`.",
	].join(" ");
}

/** A directory that cannot be read tells nothing. */
function holdsSomething(directory: string): boolean {
	try {
		return readdirSync(directory).length > 0;
	} catch {
		return false;
	}
}
