import type { NewRunEvent, RunEvent, RunHappening } from "../core/run.ts";
import { fromBody, toBody } from "./body.ts";
import type { Queries } from "./tables.ts";

/** Few enough for both databases' limits on parameters in one statement. */
const ROWS_PER_INSERT = 500;

/** Adds those whose key is not known yet and returns them; the caller's transaction must have the run to itself. */
export async function addEvents(queries: Queries, run: string, events: readonly NewRunEvent[], time: string): Promise<readonly RunEvent[]> {
	const fresh = await unknownOnes(queries, run, events);
	if (fresh.length === 0) return [];
	const lastSeq = await reserveSeqs(queries, run, fresh.length);
	const firstSeq = lastSeq - fresh.length + 1;
	const added = fresh.map(({ key, event }, index) => ({ key, event, seq: firstSeq + index }));
	for (const rows of inParts(added)) {
		await queries
			.insertInto("events")
			.values(rows.map(({ key, event, seq }) => ({ run, seq, key, type: event.type, time, body: toBody(event) })))
			.execute();
	}
	return added.map(({ event, seq }) => ({ ...event, run, seq, time }));
}

/** Oldest first, those after `afterSeq`. */
export async function listEvents(queries: Queries, run: string, afterSeq: number): Promise<readonly RunEvent[]> {
	const rows = await queries
		.selectFrom("events")
		.select(["seq", "time", "body"])
		.where("run", "=", run)
		.where("seq", ">", afterSeq)
		.orderBy("seq")
		.execute();
	return rows.map(({ seq, time, body }) => ({ ...fromBody<RunHappening>(body), run, seq, time }));
}

async function unknownOnes(queries: Queries, run: string, events: readonly NewRunEvent[]): Promise<readonly NewRunEvent[]> {
	const byKey = new Map<string, NewRunEvent>();
	for (const event of events) if (!byKey.has(event.key)) byKey.set(event.key, event);
	for (const keys of inParts([...byKey.keys()])) {
		const known = await queries.selectFrom("events").select("key").where("run", "=", run).where("key", "in", keys).execute();
		for (const { key } of known) byKey.delete(key);
	}
	return [...byKey.values()];
}

/** Returns the last of `count` new numbers. */
async function reserveSeqs(queries: Queries, run: string, count: number): Promise<number> {
	const row = await queries
		.updateTable("runs")
		.set((eb) => ({ last_seq: eb("last_seq", "+", count) }))
		.where("id", "=", run)
		.returning("last_seq")
		.executeTakeFirstOrThrow();
	return row.last_seq;
}

function inParts<T>(all: readonly T[]): readonly (readonly T[])[] {
	const count = Math.ceil(all.length / ROWS_PER_INSERT);
	return Array.from({ length: count }, (_, part) => all.slice(part * ROWS_PER_INSERT, (part + 1) * ROWS_PER_INSERT));
}
