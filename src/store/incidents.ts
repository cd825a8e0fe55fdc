import { BackoutError } from "../core/error.ts";
import type { Incident, IncidentEntry } from "../core/incident.ts";
import type { IncidentStore } from "../core/store.ts";
import { openAssessments } from "./assessments.ts";
import { fromBody, sortableTime, toBody } from "./body.ts";
import type { Database, Queries } from "./tables.ts";

type NewEntry = Omit<IncidentEntry, "incident" | "seq">;

/** Incidents and their timelines in the database; `update` throws `store.no-incident`. */
export function openIncidents(database: Database): IncidentStore {
	const { queries } = database;
	return {
		...openAssessments(database),
		open: (incident, first) =>
			database.inTransaction(async (transaction) => {
				await insertIncident(transaction, incident);
				await addEntry(transaction, incident.id, 1, first);
			}),
		get: async (id) => {
			const row = await queries.selectFrom("incidents").select("body").where("id", "=", id).executeTakeFirst();
			return row === undefined ? null : fromBody<Incident>(row.body);
		},
		list: (filter) => listIncidents(queries, filter),
		update: (id, change, entry) =>
			database.inTransaction(async (transaction) => {
				const { incident, lastSeq } = await lockIncident(transaction, database.kind, id);
				const changed: Incident = { ...incident, ...change };
				const seq = lastSeq + 1;
				const row = { status: changed.status, last_seq: seq, body: toBody(changed) };
				await transaction.updateTable("incidents").set(row).where("id", "=", id).execute();
				await addEntry(transaction, id, seq, entry);
			}),
		entries: async (id) => {
			const rows = await queries.selectFrom("incident_entries").select("body").where("incident", "=", id).orderBy("seq").execute();
			return rows.map((row) => fromBody<IncidentEntry>(row.body));
		},
	};
}

async function insertIncident(queries: Queries, incident: Incident): Promise<void> {
	const { id, service, environment, status } = incident;
	const opened_at = sortableTime(incident.openedAt) ?? incident.openedAt;
	await queries
		.insertInto("incidents")
		.values({ id, service, environment, status, opened_at, last_seq: 1, body: toBody(incident) })
		.execute();
}

async function addEntry(queries: Queries, incident: string, seq: number, entry: NewEntry): Promise<void> {
	const whole: IncidentEntry = { ...entry, incident, seq };
	await queries
		.insertInto("incident_entries")
		.values({ incident, seq, body: toBody(whole) })
		.execute();
}

async function listIncidents(queries: Queries, filter: Parameters<IncidentStore["list"]>[0]): Promise<readonly Incident[]> {
	const { service, environment, status } = filter;
	let query = queries.selectFrom("incidents").select("body");
	if (service !== undefined) query = query.where("service", "=", service);
	if (environment !== undefined) query = query.where("environment", "=", environment);
	if (status !== undefined) query = query.where("status", "=", status);
	const rows = await query.orderBy("opened_at", "desc").orderBy("ordinal", "desc").limit(filter.limit).execute();
	return rows.map((row) => fromBody<Incident>(row.body));
}

async function lockIncident(queries: Queries, kind: Database["kind"], id: string): Promise<{ incident: Incident; lastSeq: number }> {
	const row = await queries
		.selectFrom("incidents")
		.select(["body", "last_seq"])
		.where("id", "=", id)
		.$if(kind === "postgres", (query) => query.forUpdate())
		.executeTakeFirst();
	if (row === undefined) throw noIncident(id);
	return { incident: fromBody<Incident>(row.body), lastSeq: row.last_seq };
}

function noIncident(id: string): BackoutError {
	return new BackoutError({
		code: "store.no-incident",
		message: `The state database holds no incident ${id}.`,
		fix: "See `backout incident list` for those it holds.",
	});
}
