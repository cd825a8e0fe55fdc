import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe } from "vitest";
import { systemClock } from "../runtime/clock.ts";
import { type PostgresService, startPostgres } from "../testing/services/postgres.ts";
import { requireService } from "../testing/services/requirement.ts";
import type { StoreWorld } from "../testing/store/world.ts";
import { describeStore } from "../testing/store-contract.ts";
import { openStore } from "./index.ts";

const { available, command } = requireService("postgresql");

describe.skipIf(!available)(`PostgreSQL (${available ? "real" : `skipped; provide it with: ${command}`})`, () => {
	let service: PostgresService;
	beforeAll(async () => {
		service = await startPostgres();
	});
	afterAll(() => service.stop());

	describeStore("PostgreSQL", async (): Promise<StoreWorld> => {
		const state = { kind: "postgres", url: await createDatabase(service.url) } as const;
		const open = () => openStore(state, { clock: systemClock });
		const store = await open();
		const tamper = (statement: string) => runSql(state.url, statement.replace(/\{(\w+)\}/g, "backout.$1"));
		return { state, store, openAnother: open, tamper, dispose: () => store.close() };
	});
});

/** The URL of a new, empty database. */
async function createDatabase(url: string): Promise<string> {
	const name = `test_${randomUUID().replaceAll("-", "")}`;
	await runSql(url, `create database ${name}`);
	const address = new URL(url);
	address.pathname = `/${name}`;
	return address.href;
}

async function runSql(url: string, statement: string): Promise<void> {
	const connection = postgres(url, { max: 1 });
	try {
		await connection.unsafe(statement);
	} finally {
		await connection.end();
	}
}
