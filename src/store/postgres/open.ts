import { Kysely, sql } from "kysely";
import { PostgresJSDialect } from "kysely-postgres-js";
import type { Clock } from "../../core/runtime.ts";
import { type HasTables, migrate } from "../migrate.ts";
import type { Database, Tables } from "../tables.ts";
import { openPool } from "./pool.ts";

/** Opens the PostgreSQL database with the tables of schema `backout` brought up to date; throws BackoutError `store.unreachable`, `store.bad-url`, `store.no-permission`, `store.no-database`, `store.newer`. */
export async function openPostgres(url: string, clock: Clock): Promise<Database> {
	const pool = openPool(url, clock);
	const all = new Kysely<Tables>({ dialect: new PostgresJSDialect({ postgres: () => pool }) });
	const queries = all.withSchema("backout");
	const database: Database = {
		kind: "postgres",
		queries,
		inTransaction: (work) => queries.transaction().execute(work),
		close: () => all.destroy(),
	};
	try {
		await migrate(database, hasTables);
		return database;
	} catch (thrown) {
		await database.close();
		throw thrown;
	}
}

const hasTables: HasTables = async (queries) => {
	const found = await sql`select 1 from pg_tables where schemaname = 'backout' and tablename = 'schema_version'`.execute(queries);
	return found.rows.length > 0;
};
