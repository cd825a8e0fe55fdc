import type { ExpressionBuilder } from "kysely";
import { BackoutError } from "../core/error.ts";
import type { Place } from "../core/place.ts";
import { isFinished, type Run, type RunStatus } from "../core/run.ts";
import type { Clock } from "../core/runtime.ts";
import type { RunStore } from "../core/store.ts";
import { fromBody, sortableTime, toBody } from "./body.ts";
import { addEvents, listEvents } from "./events.ts";
import { holderOf, releaseLock, takeLock } from "./locks.ts";
import { openPlans } from "./plans.ts";
import type { Database, Queries, Tables } from "./tables.ts";

/** Runs, their plans and their journals in the database. `append`, `ask` throw `store.no-run` for a run that is not there. */
export function openRuns(database: Database, clock: Clock): RunStore {
	const { queries } = database;
	return {
		...openPlans(database),
		create: (run, first) =>
			database.inTransaction(async (transaction) => {
				const holder = await takeLock(transaction, run);
				if (holder !== null) return { created: false, holder };
				await insertRun(transaction, run);
				await addEvents(transaction, run.id, first, timeOf(clock));
				return { created: true };
			}),
		get: async (id) => {
			const row = await queries.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst();
			return row === undefined ? null : runOf(row);
		},
		list: (filter) => listRuns(queries, filter),
		append: (run, events, status) =>
			database.inTransaction(async (transaction) => {
				const before = await lockRun(transaction, database.kind, run);
				const time = timeOf(clock);
				const added = await addEvents(transaction, run, events, time);
				if (status !== undefined && !isFinished(before)) await moveStatus(transaction, run, status, time);
				return added;
			}),
		events: (run, afterSeq) => listEvents(queries, run, afterSeq),
		ask: (run, request) =>
			database.inTransaction(async (transaction) => {
				const status = await lockRun(transaction, database.kind, run);
				if (isFinished(status)) return;
				await transaction.updateTable("runs").set({ request }).where("id", "=", run).execute();
			}),
		lock: (place) => holderOf(queries, place),
		releaseLock: (run) => database.inTransaction((transaction) => releaseLock(transaction, run)),
		durations: (place, limit) => durations(queries, place, limit),
	};
}

type RunRow = Pick<Tables["runs"], "status" | "finished_at" | "request" | "body">;

function runOf(row: RunRow): Run {
	const { status, finished_at, request, body } = row;
	// Runs that were written before anybody asked were all of judged releases.
	const { isJudged = true, ...run } = fromBody<Omit<Run, "isJudged"> & Partial<Pick<Run, "isJudged">>>(body);
	return { ...run, isJudged, status: statusOf(status), finishedAt: finished_at, request: requestOf(request) };
}

async function insertRun(queries: Queries, run: Run): Promise<void> {
	const { id, service, environment, incident, status, request } = run;
	const created_at = sortableTime(run.createdAt) ?? run.createdAt;
	const row = { id, service, environment, incident, created_at, status, request, finished_at: run.finishedAt, last_seq: 0 };
	await queries
		.insertInto("runs")
		.values({ ...row, body: toBody(run) })
		.execute();
}

/** Makes other appenders to the run wait until this transaction is over; returns the status that is true until then. */
async function lockRun(queries: Queries, kind: Database["kind"], run: string): Promise<RunStatus> {
	const row = await queries
		.selectFrom("runs")
		.select("status")
		.where("id", "=", run)
		// SQLite has locked the whole file at `begin immediate`.
		.$if(kind === "postgres", (query) => query.forUpdate())
		.executeTakeFirst();
	if (row === undefined) throw noRun(run);
	return statusOf(row.status);
}

async function moveStatus(queries: Queries, run: string, status: RunStatus, time: string): Promise<void> {
	const finished_at = isFinished(status) ? time : null;
	await queries.updateTable("runs").set({ status, finished_at }).where("id", "=", run).execute();
}

async function listRuns(queries: Queries, filter: Parameters<RunStore["list"]>[0]): Promise<readonly Run[]> {
	const { service, environment, incident } = filter;
	let query = queries.selectFrom("runs").selectAll();
	if (service !== undefined) query = query.where("service", "=", service);
	if (environment !== undefined) query = query.where("environment", "=", environment);
	if (incident !== undefined) query = query.where("incident", "=", incident);
	const rows = await query.orderBy("created_at", "desc").orderBy("ordinal", "desc").limit(filter.limit).execute();
	return rows.map(runOf);
}

/** From created to the last landed step: the bake and the messages after it are not part of getting back. Runs without such a step do not count. */
async function durations(queries: Queries, place: Place, limit: number): Promise<readonly number[]> {
	const rows = await queries
		.selectFrom("runs")
		.select((eb) => ["created_at", landings(eb).as("landed_at")])
		.where("service", "=", place.service)
		.where("environment", "=", place.environment)
		.where("status", "=", "succeeded")
		// A run that returned to no release (it stopped the service, or brought it back) says nothing about those that do.
		.where("body", "not like", '%"to":null%')
		.where((eb) => eb(landings(eb), "is not", null))
		.orderBy("created_at", "desc")
		.orderBy("ordinal", "desc")
		.limit(limit)
		.execute();
	return rows.map((row) => Date.parse(row.landed_at ?? row.created_at) - Date.parse(row.created_at));
}

/** The time of the run's last landed step. */
function landings(eb: ExpressionBuilder<Tables, "runs">) {
	return eb
		.selectFrom("events")
		.select((inner) => inner.fn.max("events.time").as("time"))
		.whereRef("events.run", "=", "runs.id")
		.where("events.type", "=", "step.landed");
}

const STATUSES: readonly RunStatus[] = ["running", "waiting", "parked", "succeeded", "failed", "unhealthy", "cancelled", "refused"];

function statusOf(text: string): RunStatus {
	const status = STATUSES.find((known) => known === text);
	if (status === undefined) throw strange("status", text);
	return status;
}

function requestOf(text: string | null): Run["request"] {
	if (text === null || text === "park" || text === "cancel") return text;
	throw strange("request", text);
}

function strange(column: string, text: string): BackoutError {
	return new BackoutError({
		code: "store.corrupt",
		message: `A run in the state database has the ${column} ${JSON.stringify(text)}, which this Backout does not know.`,
		fix: "Update Backout to the version the others use, or restore the state database from a copy.",
	});
}

function noRun(run: string): BackoutError {
	return new BackoutError({
		code: "store.no-run",
		message: `The state database holds no run ${run}.`,
		fix: "Look at `backout show` for the runs it knows; check that this command uses the same `state:` as the one that started the run.",
	});
}

function timeOf(clock: Clock): string {
	return new Date(clock.now()).toISOString();
}
