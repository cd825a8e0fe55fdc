import { type DatabaseConnection, SqliteDriver } from "kysely";
import type { Clock } from "../../core/runtime.ts";
import { isBusy, sqliteFault } from "./fault.ts";
import type { SqliteFile } from "./file.ts";

/** How long we wait for another process, in all. */
export const BUSY_LIMIT_MS = 5_000;
const LONGEST_PAUSE_MS = 25;

/** Kysely's SQLite driver with write transactions that take the lock at their beginning and wait for it without stopping this process. */
export class PatientSqliteDriver extends SqliteDriver {
	readonly #file: SqliteFile;
	readonly #path: string;
	readonly #clock: Clock;
	readonly #turns = new Turns();

	constructor(file: SqliteFile, path: string, clock: Clock) {
		super({ database: file });
		this.#file = file;
		this.#path = path;
		this.#clock = clock;
	}

	override async acquireConnection(): Promise<DatabaseConnection> {
		await this.#turns.take();
		return super.acquireConnection();
	}

	override async releaseConnection(): Promise<void> {
		await super.releaseConnection();
		this.#turns.give();
	}

	/** IMMEDIATE: a transaction that reads first and then wants to write would otherwise fail when another has written in between. */
	override async beginTransaction(): Promise<void> {
		await withPatience(this.#clock, this.#path, () => this.#beginNow());
	}

	/** Fails at once when another process writes; elsewhere SQLite's own short wait is right. */
	#beginNow(): void {
		this.#file.exec("pragma busy_timeout = 0");
		try {
			this.#file.exec("begin immediate");
		} finally {
			this.#file.exec(`pragma busy_timeout = ${BUSY_LIMIT_MS}`);
		}
	}

	override async rollbackTransaction(): Promise<void> {
		try {
			this.#file.exec("rollback");
		} catch {
			// A full disk makes SQLite roll back by itself; then there is nothing left to do, and the first error is the one to show.
		}
	}
}

/** Tries again while others hold the file, for at most 5 s, asleep in between: SQLite's own busy handler would stop leases, Ctrl-C and progress of the whole process. */
export async function withPatience<T>(clock: Clock, path: string, attempt: () => T): Promise<T> {
	let waitedMs = 0;
	for (let tries = 0; ; tries += 1) {
		try {
			return attempt();
		} catch (thrown) {
			if (!isBusy(thrown) || waitedMs >= BUSY_LIMIT_MS) throw sqliteFault(thrown, path);
		}
		// Random, so that many waiting processes do not come back at the same moment.
		const pauseMs = Math.min(2 ** tries, LONGEST_PAUSE_MS) * (0.5 + Math.random());
		await clock.sleep(pauseMs);
		waitedMs += pauseMs;
	}
}

/** One at a time, in the order they came. */
class Turns {
	#isTaken = false;
	readonly #waiting: (() => void)[] = [];

	async take(): Promise<void> {
		if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
		this.#isTaken = true;
	}

	give(): void {
		const next = this.#waiting.shift();
		if (next === undefined) this.#isTaken = false;
		else next();
	}
}
