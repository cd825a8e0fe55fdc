import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Backend } from "openworkflow/internal";
import { BackoutError, errorText } from "../core/error.ts";
import type { Clock } from "../core/runtime.ts";
import { type LeasedBackend, leased } from "./lease.ts";

export type { LeasedBackend };

/** Where the durable engine keeps its own tables: beside ours, never in the same SQLite file, so that neither waits for the other's lock. */
export type EngineState = { readonly kind: "sqlite"; readonly path: string } | { readonly kind: "postgres"; readonly url: string };

/** PostgreSQL schema of the engine's tables; ours are in `backout`. */
const ENGINE_SCHEMA = "backout_engine";

/** Opens OpenWorkflow's database. Throws BackoutError `engine.unreachable` with what to do. */
export async function openEngine(state: EngineState, clock: Clock): Promise<LeasedBackend> {
	try {
		return leased(await connect(state, clock), clock);
	} catch (cause) {
		const where = state.kind === "sqlite" ? enginePath(state.path) : "the PostgreSQL named by state:";
		throw new BackoutError({
			code: "engine.unreachable",
			message: `the run journal at ${where} cannot be opened: ${errorText(cause)}`,
			fix: fixFor(state),
			cause,
		});
	}
}

function fixFor(state: EngineState): string {
	const planWorks = "`backout plan` and its hand commands work without it";
	if (state.kind === "postgres") return `check that the server is there and lets this user make a schema; ${planWorks}`;
	const path = enginePath(state.path);
	return `see that its disk has space and this user may write it; if it is damaged, move it away (mv '${path}' '${path}.damaged'): a new one is made, and unfinished runs go on with backout resume; ${planWorks}`;
}

/** `state.db` → `state-engine.db`. */
export function enginePath(statePath: string): string {
	const { dir, name, ext } = parse(statePath);
	return join(dir, `${name}-engine${ext}`);
}

async function connect(state: EngineState, clock: Clock): Promise<Backend> {
	if (state.kind === "postgres") {
		const { BackendPostgres } = await import("openworkflow/postgres");
		return await BackendPostgres.connect(state.url, { schema: ENGINE_SCHEMA });
	}
	const { BackendSqlite } = await import("openworkflow/sqlite");
	const path = enginePath(state.path);
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	// SQLite would make the file readable for all; -wal and -shm take their mode from it.
	closeSync(openSync(path, "a", 0o600));
	for (let attempt = 1; ; attempt++) {
		try {
			return quick(BackendSqlite.connect(path));
		} catch (thrown) {
			// Two processes may open a new file at the same moment, and only one of them can create the tables.
			if (attempt >= 50 || !/locked|busy/i.test(`${errorText(thrown)} ${thrown instanceof Error ? errorText(thrown.cause) : ""}`))
				throw thrown;
			await clock.sleep(20 + Math.random() * 60);
		}
	}
}

/**
 * Without a disk flush for every engine write: after a power cut the engine may have forgotten its last moments, is consistent all the same,
 * and replays them from our own journal and from what the platforms show. A killed process loses nothing. See sqlite.org/pragma.html#pragma_synchronous.
 */
function quick<Engine extends Backend>(engine: Engine): Engine {
	// OpenWorkflow has no setting for it; should it keep its database elsewhere one day, its writes are only slower.
	const database: unknown = Reflect.get(engine, "db");
	if (database instanceof DatabaseSync) database.exec("pragma synchronous = normal");
	return engine;
}
