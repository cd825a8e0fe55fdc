import type { Generated, Kysely, Transaction } from "kysely";

/**
 * The tables as queries see them. Every value is kept whole as JSON text in `body`; the other columns are what is searched and sorted by.
 * JSON text rather than jsonb: jsonb refuses \u0000, which hostile text may hold, and the audit hashes need every byte as it was.
 * Times are UTC ISO text of one length, so that text order is time order in both databases.
 */
export interface Tables {
	schema_version: { version: number };
	plans: { id: string; body: string };
	runs: RunsTable;
	events: { run: string; seq: number; key: string; type: string; time: string; body: string };
	locks: { service: string; environment: string; run: string; body: string };
	releases: ReleasesTable;
	approvals: { run: string; step: string; body: string };
	processes: { ordinal: Generated<number>; run: string; step: string; group_id: number; body: string };
	incidents: IncidentsTable;
	incident_entries: { incident: string; seq: number; body: string };
	assessments: AssessmentsTable;
	automation: { id: number; body: string };
	holds: { service: string; environment: string; body: string };
	outbox: OutboxTable;
	audit: { seq: number; time: string; body: string; previous_hash: string; hash: string };
	guards: GuardsTable;
	audit_head: { id: number; seq: number; hash: string };
	samples: { service: string; environment: string; source: string; from_ms: number; to_ms: number; body: string };
	judgements: { service: string; environment: string; release: string; body: string };
}

interface RunsTable {
	/** Order of arrival, where two times are equal. */
	ordinal: Generated<number>;
	id: string;
	service: string;
	environment: string;
	incident: string;
	created_at: string;
	status: string;
	finished_at: string | null;
	request: string | null;
	last_seq: number;
	/** What never changes of a run. */
	body: string;
}

interface ReleasesTable {
	ordinal: Generated<number>;
	service: string;
	environment: string;
	id: string;
	deployed_at: string | null;
	body: string;
}

interface IncidentsTable {
	ordinal: Generated<number>;
	id: string;
	service: string;
	environment: string;
	status: string;
	opened_at: string;
	last_seq: number;
	body: string;
}

interface AssessmentsTable {
	ordinal: Generated<number>;
	id: string;
	incident: string | null;
	service: string;
	environment: string;
	at: string;
	body: string;
}

interface OutboxTable {
	ordinal: Generated<number>;
	message: string;
	channel: string;
	run: string;
	state: "waiting" | "delivered" | "given-up";
	attempts: number;
	next_at: string;
	detail: string | null;
	body: string;
}

interface GuardsTable {
	ordinal: Generated<number>;
	id: string;
	service: string;
	environment: string;
	/** The place while the guard is not finished, null afterwards: a place has one open guard at most. */
	open_place: string | null;
	revision: number;
	/** The owner's mark. */
	owner: string;
	alive_at: string;
	body: string;
}

/** What queries are built on: a connection of its own for each statement, or one transaction. */
export type Queries = Kysely<Tables> | Transaction<Tables>;

/** An open database with its migrations done. */
export interface Database {
	readonly kind: "sqlite" | "postgres";
	readonly queries: Kysely<Tables>;
	/** Runs the work in one transaction that sees what others committed before its first write; leaves nothing when it throws. */
	inTransaction<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;
	close(): Promise<void>;
}
