import { type CreateTableBuilder, sql, type Transaction } from "kysely";
import type { Tables } from "./tables.ts";

type Kind = "sqlite" | "postgres";

/** One change of the tables; once released it is never edited, only followed by another. */
export interface Migration {
	readonly name: string;
	/** Uses the schema builder and raw SQL only: the tables it meets are not always those of today's types. */
	up(schema: Transaction<Tables>, kind: Kind): Promise<void>;
}

/** In order; the schema's version is how many have been done. */
export const MIGRATIONS: readonly Migration[] = [
	{ name: "first tables", up: createFirstTables },
	{ name: "samples and judgements", up: createJudgeTables },
	{ name: "guards", up: createGuardTable },
];

async function createFirstTables(schema: Transaction<Tables>, kind: Kind): Promise<void> {
	await createRunTables(schema, kind);
	await createLedgerTables(schema, kind);
	await createIncidentTables(schema, kind);
	await createControlTables(schema);
	await createOutboxTable(schema, kind);
	await createAuditTables(schema);
}

async function createRunTables(schema: Transaction<Tables>, kind: Kind): Promise<void> {
	await texts(schema.schema.createTable("plans"), "id", "body").addPrimaryKeyConstraint("plans_key", ["id"]).execute();
	await withOrdinal(
		texts(schema.schema.createTable("runs"), "id", "service", "environment", "incident", "created_at", "status", "body"),
		kind,
	)
		.addColumn("finished_at", "text")
		.addColumn("request", "text")
		.addColumn("last_seq", "integer", (column) => column.notNull())
		.addUniqueConstraint("runs_id", ["id"])
		.execute();
	await schema.schema.createIndex("runs_place").on("runs").columns(["service", "environment", "created_at"]).execute();
	await schema.schema.createIndex("runs_incident").on("runs").columns(["incident", "created_at"]).execute();
	await schema.schema.createIndex("runs_created").on("runs").column("created_at").execute();
	await texts(schema.schema.createTable("events"), "run", "key", "type", "time", "body")
		.addColumn("seq", "integer", (column) => column.notNull())
		.addPrimaryKeyConstraint("events_key", ["run", "seq"])
		.addUniqueConstraint("events_once", ["run", "key"])
		.addForeignKeyConstraint("events_run", ["run"], "runs", ["id"])
		.execute();
	await createHeldTables(schema, kind);
}

async function createHeldTables(schema: Transaction<Tables>, kind: Kind): Promise<void> {
	await texts(schema.schema.createTable("locks"), "service", "environment", "run", "body")
		.addPrimaryKeyConstraint("locks_key", ["service", "environment"])
		.execute();
	await schema.schema.createIndex("locks_by_run").on("locks").column("run").execute();
	await texts(schema.schema.createTable("approvals"), "run", "step", "body")
		.addPrimaryKeyConstraint("approvals_key", ["run", "step"])
		.execute();
	await withOrdinal(texts(schema.schema.createTable("processes"), "run", "step", "body"), kind)
		.addColumn("group_id", "bigint", (column) => column.notNull())
		.addUniqueConstraint("processes_key", ["run", "step", "group_id"])
		.execute();
}

async function createLedgerTables(schema: Transaction<Tables>, kind: Kind): Promise<void> {
	await withOrdinal(texts(schema.schema.createTable("releases"), "service", "environment", "id", "body"), kind)
		.addColumn("deployed_at", "text")
		.addUniqueConstraint("releases_key", ["service", "environment", "id"])
		.execute();
}

async function createIncidentTables(schema: Transaction<Tables>, kind: Kind): Promise<void> {
	await withOrdinal(texts(schema.schema.createTable("incidents"), "id", "service", "environment", "status", "opened_at", "body"), kind)
		.addColumn("last_seq", "integer", (column) => column.notNull())
		.addUniqueConstraint("incidents_id", ["id"])
		.execute();
	await schema.schema.createIndex("incidents_place").on("incidents").columns(["service", "environment", "opened_at"]).execute();
	await texts(schema.schema.createTable("incident_entries"), "incident", "body")
		.addColumn("seq", "integer", (column) => column.notNull())
		.addPrimaryKeyConstraint("incident_entries_key", ["incident", "seq"])
		.addForeignKeyConstraint("incident_entries_incident", ["incident"], "incidents", ["id"])
		.execute();
	await withOrdinal(texts(schema.schema.createTable("assessments"), "id", "service", "environment", "at", "body"), kind)
		.addColumn("incident", "text")
		.addUniqueConstraint("assessments_id", ["id"])
		.execute();
	await schema.schema.createIndex("assessments_place").on("assessments").columns(["service", "environment", "at"]).execute();
	await schema.schema.createIndex("assessments_incident").on("assessments").column("incident").execute();
}

async function createControlTables(schema: Transaction<Tables>): Promise<void> {
	await texts(schema.schema.createTable("automation"), "body")
		.addColumn("id", "integer", (column) => column.notNull())
		.addPrimaryKeyConstraint("automation_key", ["id"])
		.execute();
	await texts(schema.schema.createTable("holds"), "service", "environment", "body")
		.addPrimaryKeyConstraint("holds_key", ["service", "environment"])
		.execute();
}

async function createOutboxTable(schema: Transaction<Tables>, kind: Kind): Promise<void> {
	await withOrdinal(texts(schema.schema.createTable("outbox"), "message", "channel", "run", "state", "next_at", "body"), kind)
		.addColumn("attempts", "integer", (column) => column.notNull())
		.addColumn("detail", "text")
		.addUniqueConstraint("outbox_key", ["message", "channel"])
		.execute();
	await schema.schema.createIndex("outbox_due").on("outbox").columns(["state", "next_at"]).execute();
	await schema.schema.createIndex("outbox_run").on("outbox").columns(["run", "state"]).execute();
}

async function createAuditTables(schema: Transaction<Tables>): Promise<void> {
	await texts(schema.schema.createTable("audit"), "time", "body", "previous_hash", "hash")
		.addColumn("seq", "integer", (column) => column.notNull())
		.addPrimaryKeyConstraint("audit_key", ["seq"])
		.execute();
	await texts(schema.schema.createTable("audit_head"), "hash")
		.addColumn("id", "integer", (column) => column.notNull())
		.addColumn("seq", "integer", (column) => column.notNull())
		.addPrimaryKeyConstraint("audit_head_key", ["id"])
		.execute();
	await sql`insert into ${sql.table("audit_head")} (id, seq, hash) values (1, 0, ${"0".repeat(64)})`.execute(schema);
}

async function createJudgeTables(schema: Transaction<Tables>): Promise<void> {
	await texts(schema.schema.createTable("samples"), "service", "environment", "source", "body")
		// Sources that divide a stretch into parts may give fractions of a millisecond.
		.addColumn("from_ms", "double precision", (column) => column.notNull())
		.addColumn("to_ms", "double precision", (column) => column.notNull())
		.addPrimaryKeyConstraint("samples_key", ["service", "environment", "source", "from_ms"])
		.execute();
	await schema.schema.createIndex("samples_place").on("samples").columns(["service", "environment", "to_ms"]).execute();
	await schema.schema.createIndex("samples_end").on("samples").column("to_ms").execute();
	await texts(schema.schema.createTable("judgements"), "service", "environment", "release", "body")
		.addPrimaryKeyConstraint("judgements_key", ["service", "environment", "release"])
		.execute();
}

async function createGuardTable(schema: Transaction<Tables>, kind: Kind): Promise<void> {
	await withOrdinal(texts(schema.schema.createTable("guards"), "id", "service", "environment", "owner", "alive_at", "body"), kind)
		.addColumn("open_place", "text")
		.addColumn("revision", "integer", (column) => column.notNull())
		.addUniqueConstraint("guards_id", ["id"])
		.addUniqueConstraint("guards_open", ["open_place"])
		.execute();
}

/** Adds text columns that are never null. */
function texts<Table extends string>(table: CreateTableBuilder<Table>, ...columns: readonly string[]): CreateTableBuilder<Table, string> {
	return columns.reduce<CreateTableBuilder<Table, string>>(
		(built, column) => built.addColumn(column, "text", (made) => made.notNull()),
		table,
	);
}

/** Adds the order of arrival. */
function withOrdinal<Table extends string>(table: CreateTableBuilder<Table, string>, kind: Kind): CreateTableBuilder<Table, string> {
	if (kind === "sqlite") return table.addColumn("ordinal", "integer", (column) => column.primaryKey().autoIncrement());
	return table.addColumn("ordinal", "bigint", (column) => column.primaryKey().generatedAlwaysAsIdentity());
}
