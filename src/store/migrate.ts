import { sql, type Transaction } from "kysely";
import { BackoutError } from "../core/error.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { Database, Queries, Tables } from "./tables.ts";

/** Whether the tables exist at all; each database knows its own way to ask. */
export type HasTables = (queries: Queries) => Promise<boolean>;

/** Brings the tables to this version's form; throws `store.newer` when a newer Backout has been here. A current schema costs one or two reads. */
export async function migrate(database: Database, hasTables: HasTables): Promise<void> {
	if ((await versionOf(database.queries, hasTables)) === MIGRATIONS.length) return;
	await database.inTransaction(async (transaction) => {
		await prepare(database.kind, transaction);
		// Asked again now that nobody else can migrate.
		const version = await versionOf(transaction, hasTables);
		for (const migration of MIGRATIONS.slice(version)) await migration.up(transaction, database.kind);
		if (version < MIGRATIONS.length) await setVersion(transaction, version);
	});
}

async function versionOf(queries: Queries, hasTables: HasTables): Promise<number> {
	if (!(await hasTables(queries))) return 0;
	const row = await queries.selectFrom("schema_version").select("version").executeTakeFirst();
	const version = row?.version ?? 0;
	if (version > MIGRATIONS.length) throw newer(version);
	return version;
}

/** On PostgreSQL two processes may open at once: the lock makes the second one wait for the first one's tables. */
async function prepare(kind: Database["kind"], transaction: Transaction<Tables>): Promise<void> {
	if (kind === "sqlite") return;
	await sql`select pg_advisory_xact_lock(hashtext('backout.schema_version'))`.execute(transaction);
	const known = await sql`select 1 from pg_namespace where nspname = 'backout'`.execute(transaction);
	// `create schema if not exists` asks for the right to create even when there is nothing to do.
	if (known.rows.length === 0) await transaction.schema.createSchema("backout").execute();
}

async function setVersion(transaction: Transaction<Tables>, before: number): Promise<void> {
	const version = MIGRATIONS.length;
	if (before > 0) {
		await transaction.updateTable("schema_version").set({ version }).execute();
		return;
	}
	await transaction.schema.createTable("schema_version").addColumn("version", "integer").execute();
	await transaction.insertInto("schema_version").values({ version }).execute();
}

function newer(version: number): BackoutError {
	return new BackoutError({
		code: "store.newer",
		message: `The state database has schema version ${version}; this Backout knows ${MIGRATIONS.length}. A newer Backout has written to it.`,
		fix: "Update this Backout to the version the others use. Nothing was changed.",
	});
}
