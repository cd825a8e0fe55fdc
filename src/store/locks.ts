import type { Place } from "../core/place.ts";
import type { Run, RunStatus } from "../core/run.ts";
import type { LockHolder } from "../core/store.ts";
import { fromBody, toBody } from "./body.ts";
import type { Queries } from "./tables.ts";

const UNFINISHED: readonly RunStatus[] = ["running", "waiting", "parked"];

/** Takes the lock of the run's place; returns null when it is ours, else who holds it. The primary key decides, across processes. */
export async function takeLock(queries: Queries, run: Run): Promise<LockHolder | null> {
	const holder: LockHolder = { run: run.id, requestedBy: run.requestedBy, since: run.createdAt };
	for (;;) {
		await dropFinished(queries, run);
		const taken = await queries
			.insertInto("locks")
			.values({ service: run.service, environment: run.environment, run: run.id, body: toBody(holder) })
			.onConflict((conflict) => conflict.columns(["service", "environment"]).doNothing())
			.executeTakeFirst();
		if (taken.numInsertedOrUpdatedRows === 1n) return null;
		const other = await holderOf(queries, run);
		// Null: given back or finished between the statements (PostgreSQL only); then it is free.
		if (other !== null) return other;
	}
}

/** Who holds the place's lock, or null; a finished run holds nothing. */
export async function holderOf(queries: Queries, place: Place): Promise<LockHolder | null> {
	const row = await queries
		.selectFrom("locks")
		.innerJoin("runs", "runs.id", "locks.run")
		.select("locks.body")
		.where("locks.service", "=", place.service)
		.where("locks.environment", "=", place.environment)
		.where("runs.status", "in", UNFINISHED)
		.executeTakeFirst();
	return row === undefined ? null : fromBody<LockHolder>(row.body);
}

/** Gives the lock back if this run holds it. */
export async function releaseLock(queries: Queries, run: string): Promise<void> {
	await queries.deleteFrom("locks").where("run", "=", run).execute();
}

/** A crash can fall between a run's end and the release of its lock; a finished run never writes again, so its lock means nothing. */
async function dropFinished(queries: Queries, place: Place): Promise<void> {
	await queries
		.deleteFrom("locks")
		.where("service", "=", place.service)
		.where("environment", "=", place.environment)
		.where(({ not, exists, selectFrom }) =>
			not(exists(selectFrom("runs").select("runs.id").whereRef("runs.id", "=", "locks.run").where("runs.status", "in", UNFINISHED))),
		)
		.execute();
}
