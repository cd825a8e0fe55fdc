import postgres from "postgres";
import { startPostgres } from "../src/testing/services/postgres.ts";

/** A throw-away PostgreSQL in which every measurement gets a database of its own. */
export interface FreshDatabases {
	/** The URL of a new, empty database. */
	create(): Promise<string>;
	stop(): Promise<void>;
}

/** Starts it; its own disk flushes are off, see src/testing/services/postgres.ts. */
export async function freshDatabases(): Promise<FreshDatabases> {
	const server = await startPostgres();
	let count = 0;
	return {
		async create() {
			count++;
			const name = `bench_${count}`;
			const sql = postgres(server.url, { max: 1 });
			await sql`create database ${sql(name)}`;
			await sql.end();
			return server.url.replace(/\/postgres$/, `/${name}`);
		},
		stop: () => server.stop(),
	};
}
