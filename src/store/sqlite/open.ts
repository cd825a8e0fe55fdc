import { type Dialect, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from "kysely";
import { BackoutError } from "../../core/error.ts";
import type { Clock } from "../../core/runtime.ts";
import { type HasTables, migrate } from "../migrate.ts";
import type { Database, Tables } from "../tables.ts";
import { BUSY_LIMIT_MS, PatientSqliteDriver, withPatience } from "./driver.ts";
import { openFile, type SqliteFile } from "./file.ts";

/** Opens the SQLite file with its tables brought up to date; throws BackoutError `store.corrupt`, `store.locked`, `store.full`, `store.no-permission`, `store.newer`, `store.foreign`, `store.bad-path`. */
export async function openSqlite(path: string, clock: Clock): Promise<Database> {
	const file = openFile(path);
	try {
		for (const pragma of PRAGMAS) await withPatience(clock, path, () => file.exec(pragma));
		const database = databaseOver(file, path, clock);
		await migrate(database, tablesOf(path));
		return database;
	} catch (thrown) {
		file.close();
		throw thrown;
	}
}

const PRAGMAS: readonly string[] = [
	"pragma journal_mode = wal",
	// A step that is recorded as applied must still be so after a power cut.
	"pragma synchronous = full",
	"pragma foreign_keys = on",
	// For the short moments of recovery and checkpoint that a read may meet; writing transactions wait by themselves (driver.ts).
	`pragma busy_timeout = ${BUSY_LIMIT_MS}`,
];

function databaseOver(file: SqliteFile, path: string, clock: Clock): Database {
	const queries = new Kysely<Tables>({ dialect: dialectOver(file, path, clock) });
	return {
		kind: "sqlite",
		queries,
		inTransaction: (work) => queries.transaction().execute(work),
		close: () => queries.destroy(),
	};
}

function dialectOver(file: SqliteFile, path: string, clock: Clock): Dialect {
	return {
		createAdapter: () => new SqliteAdapter(),
		createDriver: () => new PatientSqliteDriver(file, path, clock),
		createIntrospector: (queries) => new SqliteIntrospector(queries),
		createQueryCompiler: () => new SqliteQueryCompiler(),
	};
}

function tablesOf(path: string): HasTables {
	return async (queries) => {
		const found = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(queries);
		const names = found.rows.map((row) => row.name);
		if (names.includes("schema_version")) return true;
		if (names.length > 0) throw foreign(path, names);
		return false;
	};
}

function foreign(path: string, tables: readonly string[]): BackoutError {
	return new BackoutError({
		code: "store.foreign",
		message: `${path} is another program's database: it holds the tables ${tables.slice(0, 3).join(", ")} and none of Backout's.`,
		fix: "Name a file of Backout's own with `state:` in backout.yaml. Nothing was changed in this one.",
	});
}
