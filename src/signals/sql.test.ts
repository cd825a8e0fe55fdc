import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Reading } from "../core/signal.ts";
import { freePort } from "../testing/services/free-port.ts";
import { type PostgresService, startPostgres } from "../testing/services/postgres.ts";
import { requireService } from "../testing/services/requirement.ts";
import { signalContext } from "../testing/signal-context.ts";
import { sqlSignal } from "./sql.ts";
import type { SqlConfig } from "./sql-settings.ts";

const window = { from: "2026-11-20T03:00:00.000Z", to: "2026-11-20T03:05:00.000Z" };
const MINUTE_MS = 60_000;
const directory = mkdtempSync(join(tmpdir(), "backout-sql-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function sourceOf(config: SqlConfig) {
	const parsed = sqlSignal.schema.parse(config);
	return sqlSignal.connect(parsed, signalContext(sqlSignal.measureOf(parsed), directory));
}

async function read(config: SqlConfig, deadline = AbortSignal.timeout(20_000)): Promise<Reading> {
	return await sourceOf(config).read(window, deadline);
}

/** A request every six seconds from an hour before the window to an hour after it; every fifth of the window's fails, and none else. */
const rows = Array.from({ length: 1_250 }, (_, index) => {
	const atMs = Date.parse(window.from) - 60 * MINUTE_MS + index * 6_000;
	const isIn = atMs >= Date.parse(window.from) && atMs < Date.parse(window.to);
	return { at: new Date(atMs).toISOString(), failed: isIn && index % 5 === 0 };
});

interface World {
	readonly url: string;
	/** How the kind of database compares times. */
	readonly where: string;
	/** A query that takes longer than any test. */
	readonly slow: string;
	/** Held by another session until it is ended. */
	hold(): Promise<() => Promise<void>>;
	/** Rows of the table, to see that nothing was written. */
	size(): Promise<number>;
}

function describeDatabase(name: string, world: () => World): void {
	const errors = () => `select count(*) from request where failed and ${world().where}`;
	const requests = () => `select count(*) from request where ${world().where}`;
	const ask = (more: Omit<SqlConfig, "url">, deadline?: AbortSignal) => read({ url: world().url, ...more }, deadline);

	describe(name, () => {
		test("an error rate is errors out of requests of the window, its end left out", async () => {
			expect(await ask({ errors: errors(), requests: requests() })).toEqual({
				kind: "ratio",
				failed: 10,
				total: 50,
				ratio: 0.2,
				detail: "20 % of 50 requests failed",
			});
		});

		test("a count is the count of the window", async () => {
			expect(await ask({ count: `${errors()};` })).toEqual({ kind: "count", count: 10, detail: "the query counts 10" });
		});

		test("no requests are no rate of zero", async () => {
			const none = `select count(*) from request where false and ${world().where}`;
			expect(await ask({ errors: none, requests: none })).toMatchObject({ failed: 0, total: 0, ratio: null });
		});

		test.each([
			["NULL", "select sum(1) from request where false and", "gave NULL"],
			["no row", "select 1 from request where false and", "gave no row"],
			["several rows", "select 1 from request where", "gave more than one row"],
			["several columns", "select count(*), 2 from request where", "gave 2 columns"],
			["a text", "select 'many' from (select count(*) as number from request where", "gave no number"],
			["less than nothing", "select -count(*) from request where", "gave -50, which is no count"],
		])("%s is no count, and unknown", async (_, start, says) => {
			const count = `${start} ${world().where}${start.includes("from (") ? ") as counted" : ""}`;
			const reading = await ask({ count });
			expect(reading).toMatchObject({ kind: "count", count: null });
			expect(reading.detail).toContain(says);
		});

		test("more errors than requests are unknown, and said", async () => {
			const reading = await ask({ errors: requests(), requests: errors() });
			expect(reading).toMatchObject({ kind: "ratio", failed: null, total: null, ratio: null });
			expect(reading.detail).toContain("50 errors in 10 requests");
		});

		test("a query that is wrong is unknown and shows what the database says", async () => {
			const reading = await ask({ count: "select count(*) from nowhere where :from < :to" });
			expect(reading).toMatchObject({ count: null });
			expect(reading.detail).toContain("nowhere");
		});

		test.each([
			["true", true, "true"],
			["1", true, "1"],
			["0", false, "0"],
			["false", false, null],
		])("a check that gives %s passes: %s", async (value, passed, shown) => {
			const reading = await ask({ check: `select ${value}` });
			expect(reading).toMatchObject({ kind: "check", passed });
			if (shown !== null && value !== "true") expect(reading.detail).toMatch(new RegExp(`^the query gave ${shown} in `));
		});

		test("a check without a row fails; one that gives NULL, a text or several rows is unknown", async () => {
			expect(await ask({ check: "select 1 from request where false" })).toMatchObject({ passed: false });
			expect(await ask({ check: "select null" })).toMatchObject({ passed: null });
			expect(await ask({ check: "select 'ok'" })).toMatchObject({ passed: null });
			expect(await ask({ check: "select 1 from request" })).toMatchObject({ passed: null });
			expect(await ask({ check: "select nowhere" })).toMatchObject({ passed: null, latencyMs: null });
		});

		test("a query that takes too long is unknown as a count and fails as a check, within its time and the caller's", async () => {
			const count = `${world().slow} where :from < :to`;
			expect(await ask({ count, within: "400ms" })).toMatchObject({
				count: null,
				detail: expect.stringContaining("did not answer in time"),
			});
			expect(await ask({ check: world().slow, within: "400ms" })).toMatchObject({ passed: false });
			expect(await ask({ check: world().slow }, AbortSignal.timeout(300))).toMatchObject({ passed: false });
			expect(await ask({ check: world().slow }, AbortSignal.abort())).toMatchObject({ passed: null });
		});

		test("a table that another session holds is not waited for", async () => {
			const release = await world().hold();
			const reading = await ask({ count: errors(), within: "700ms" });
			await release();
			expect(reading).toMatchObject({ count: null, detail: expect.stringContaining("did not answer in time") });
			expect(await ask({ count: errors() })).toMatchObject({ count: 10 });
		});

		test("a series has the counts of every part", async () => {
			const source = sourceOf({ url: world().url, errors: errors(), requests: requests() });
			const reading = await source.series?.(window, MINUTE_MS, AbortSignal.timeout(20_000));
			expect(reading?.detail).toBe("known in 5 of 5 parts");
			expect(reading?.samples.map(({ requests: all, errors: failed }) => [all, failed])).toEqual(Array(5).fill([10, 2]));
			expect(reading?.samples[0]).toEqual({
				fromMs: Date.parse(window.from),
				toMs: Date.parse(window.from) + MINUTE_MS,
				requests: 10,
				errors: 2,
				errorRatio: null,
				latency: null,
			});
		});

		test("a long series keeps its newest parts fine and loses no request", async () => {
			const source = sourceOf({ url: world().url, count: requests(), within: "20s" });
			const long = { from: new Date(Date.parse(window.from) - 60 * MINUTE_MS).toISOString(), to: window.to };
			const { samples = [] } = (await source.series?.(long, MINUTE_MS / 2, AbortSignal.timeout(20_000))) ?? {};
			expect(samples).toHaveLength(58);
			expect(samples.slice(-40).every(({ fromMs, toMs }) => toMs - fromMs === MINUTE_MS / 2)).toBe(true);
			expect(samples.reduce((sum, { errors: count }) => sum + (count ?? 0), 0)).toBe(650);
			expect(samples.every(({ toMs }, index) => index === samples.length - 1 || toMs === samples[index + 1]?.fromMs)).toBe(true);
		});

		test("a series that takes too long gives what it has, and says so", async () => {
			const source = sourceOf({ url: world().url, count: `${world().slow} where :from < :to`, within: "400ms" });
			const reading = await source.series?.(window, MINUTE_MS, AbortSignal.timeout(20_000));
			expect(reading).toEqual({ samples: [], detail: expect.stringMatching(/known in 0 of 5 parts; .* did not answer in time/) });
		});

		test("nothing is ever written, whatever the query tries", async () => {
			const size = await world().size();
			for (const check of [
				"with gone as (delete from request returning 1) select count(*) from gone",
				"select 1) as answer; delete from request; --",
				"select 1) as a; commit; delete from request where (1=1",
			]) {
				const source = sqlSignal.connect({ url: world().url, check }, signalContext("health", directory));
				expect(await source.read(window, AbortSignal.timeout(20_000))).toMatchObject({ passed: null });
			}
			expect(await world().size()).toBe(size);
		});
	});
}

const { available, command } = requireService("postgresql");

describe.skipIf(!available)(`PostgreSQL (${available ? "real" : `skipped; provide it with: ${command}`})`, () => {
	let service: PostgresService;
	let admin: postgres.Sql;
	beforeAll(async () => {
		service = await startPostgres();
		admin = postgres(service.url, { max: 1, onnotice: () => undefined });
		await admin`create table request (at timestamptz not null, failed boolean not null)`;
		await admin`insert into request ${admin(rows.map(({ at, failed }) => ({ at, failed })))}`;
		await admin`create sequence counter`;
		await admin`create role reader login password 'canary-secret'`;
	});
	afterAll(async () => {
		await admin.end();
		await service.stop();
	});

	describeDatabase("answers", () => ({
		url: service.url,
		where: "at >= :from and at < :to",
		slow: "select 1 from (select pg_sleep(60)) as slept",
		async hold() {
			const holder = await admin.reserve();
			await holder`begin`;
			await holder`lock table request in access exclusive mode`;
			return async () => {
				await holder`rollback`;
				holder.release();
			};
		},
		size: async () => Number((await admin`select count(*) from request`)[0]?.["count"]),
	}));

	test("what a function would write is refused", async () => {
		const reading = await read({ url: service.url, check: "select nextval('counter')" });
		expect(reading).toMatchObject({ passed: null, detail: expect.stringContaining("read-only transaction") });
		const out = await read({ url: service.url, check: "select set_config('transaction_read_only', 'off', true) || nextval('counter')" });
		expect(out).toMatchObject({ passed: null });
		expect((await admin`select is_called from counter`)[0]).toEqual({ is_called: false });
	});

	test("a server without the right, the database or the password is unknown, and no secret is told", async () => {
		const at = (user: string, database = "postgres") => {
			const url = new URL(service.url);
			return `postgres://${user}@${url.host}/${database}`;
		};
		const denied = await read({ url: at("reader:canary-secret"), check: "select count(*) from request" });
		expect(denied).toMatchObject({ passed: null, detail: expect.stringContaining("permission denied") });
		const wrong = await read({ url: at("reader:canary-other"), check: "select 1" });
		expect(wrong).toMatchObject({ passed: null, detail: expect.stringContaining("password authentication failed") });
		const gone = await read({ url: at("reader:canary-secret", "gone"), check: "select 1" });
		expect(gone).toMatchObject({ passed: null, detail: expect.stringContaining('"gone" does not exist') });
		for (const { detail } of [denied, wrong, gone]) expect(detail).not.toContain("canary");
	});

	/** What this source runs there now. */
	const running = () => admin`select pid from pg_stat_activity where application_name = 'backout' and query like '%pg_sleep(50)%'`;

	test("a connection that is cut in the middle fails a check and leaves a series at what it had", async () => {
		const url = service.url;
		const reading = read({ url, check: "select 1 from (select pg_sleep(50)) as slept", within: "20s" });
		await vi.waitFor(async () => expect(await running()).toHaveLength(1), 10_000);
		await admin`select pg_terminate_backend(${(await running())[0]?.["pid"]})`;
		expect(await reading).toMatchObject({ passed: false, latencyMs: null, detail: expect.stringContaining("cannot be reached") });

		const dies =
			"select case when :from < '2026-11-20T03:02:00Z'::timestamptz then pg_terminate_backend(pg_backend_pid())::int else 7 end where :to > :from";
		const source = sourceOf({ url, count: dies });
		const parts = await source.series?.(window, MINUTE_MS, AbortSignal.timeout(20_000));
		expect(parts?.samples.map(({ errors }) => errors)).toEqual([7, 7, 7]);
		expect(parts?.detail).toContain("known in 3 of 5 parts; PostgreSQL cannot be reached");
	});

	test("a query that is given up does not go on in the server", async () => {
		const check = "select 1 from (select pg_sleep(50)) as slept";
		expect(await read({ url: service.url, check, within: "600ms" }, AbortSignal.timeout(200))).toMatchObject({ passed: false });
		await vi.waitFor(async () => expect(await running()).toHaveLength(0), 10_000);
	});

	test("a value that a query stumbles over is not told", async () => {
		const reading = await read({ url: service.url, check: "select 'customer 4711'::text::int" });
		expect(reading).toMatchObject({ passed: null, detail: expect.stringContaining("SQLSTATE 22P02") });
		expect(reading.detail).not.toContain("4711");
	});

	test("columns without a zone are taken for UTC, and days for days", async () => {
		const count = "select count(*) from request where at::timestamp >= :from and at::timestamp < :to and at::date = :from";
		expect(await read({ url: service.url, count })).toMatchObject({ count: 50 });
	});
});

describe("a PostgreSQL that is away", () => {
	const check = "select 1";

	test("fails a check and leaves a count unknown, without a password in the detail", async () => {
		const url = `postgres://ana:canary-secret@127.0.0.1:${await freePort()}/shop`;
		const reading = await read({ url, check });
		expect(reading).toMatchObject({ passed: false, latencyMs: null, detail: expect.stringContaining("cannot be reached") });
		const counted = await read({ url, count: "select count(*) from r where at >= :from and at < :to" });
		expect(counted).toMatchObject({ kind: "count", count: null });
		expect(`${reading.detail}${counted.detail}`).not.toContain("canary");
	});

	test("and one that takes the connection and says nothing is late", async () => {
		const sockets: { destroy(): void }[] = [];
		const silent = createServer((socket) => void sockets.push(socket));
		silent.listen(0, "127.0.0.1");
		await once(silent, "listening");
		const address = silent.address();
		if (address === null || typeof address === "string") throw new Error("no port");
		const reading = await read({ url: `postgres://ana@127.0.0.1:${address.port}/shop`, check, within: "400ms" });
		for (const socket of sockets) socket.destroy();
		silent.close();
		expect(reading).toMatchObject({ passed: false, latencyMs: null });
	});
});

describe("SQLite", () => {
	const path = join(directory, "shop.db");
	const database = new DatabaseSync(path);
	database.exec("create table request (at text not null, failed integer not null)");
	const insert = database.prepare("insert into request values (?, ?)");
	database.exec("begin");
	for (const { at, failed } of rows) insert.run(at, failed ? 1 : 0);
	database.exec("commit");
	afterAll(() => database.close());

	describeDatabase("answers", () => ({
		url: "sqlite:shop.db",
		where: "datetime(at) >= datetime(:from) and datetime(at) < datetime(:to)",
		slow: "select 1 from (with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n) as slept",
		hold: async () => {
			database.exec("begin exclusive");
			return async () => database.exec("rollback");
		},
		size: async () => Number(database.prepare("select count(*) as size from request").get()?.["size"]),
	}));

	test("that is not there, is no database or is a directory is unknown, and is not made", async () => {
		writeFileSync(join(directory, "text.db"), "not a database, and longer than a header of a hundred bytes".repeat(4));
		mkdirSync(join(directory, "folder"));
		const gone = await read({ url: "sqlite:gone.db", check: "select 1" });
		expect(gone).toMatchObject({ passed: null, detail: expect.stringContaining("gone.db cannot be opened; see whether it is there") });
		expect((await read({ url: "sqlite:gone.db", check: "select 1" })).detail).toBe(gone.detail);
		expect(await read({ url: "sqlite:folder", check: "select 1" })).toMatchObject({ passed: null });
		const text = await read({ url: "sqlite:text.db", check: "select count(*) from request" });
		expect(text).toMatchObject({ passed: null, detail: expect.stringContaining("not a database") });
	});

	test("a number without end is no count", async () => {
		expect(await read({ url: "sqlite:shop.db", count: "select 9e999 where :from < :to" })).toMatchObject({
			count: null,
			detail: expect.stringContaining("Infinity, which is no count"),
		});
	});
});

test("what it leads to is the database, whoever asks", () => {
	const endpoints = (url: string) => sqlSignal.endpoints({ url, check: "select 1" });
	expect(endpoints("postgres://ana:secret@DB.shop.test/shop?sslmode=require")).toEqual(["postgres://db.shop.test:5432/shop"]);
	expect(endpoints("postgresql://db.shop.test:5432/shop")).toEqual(["postgres://db.shop.test:5432/shop"]);
	expect(endpoints("sqlite:./shop.db")).toEqual(["sqlite:shop.db"]);
	expect(endpoints("${DATABASE_URL}")).toEqual(["${DATABASE_URL}"]);
});

test("settings that cannot work are refused", () => {
	const [url, windowed] = ["sqlite:shop.db", "select 1 where :from < :to"];
	for (const config of [
		{ url },
		{ url, errors: windowed },
		{ url, errors: windowed, requests: windowed, count: windowed },
		{ url, count: windowed, check: "select 1" },
		{ url, count: "select 1" },
		{ url, count: "select 1 where ':from' < ':to'" },
		{ url, check: "delete from request" },
		{ url, check: "select 1; select 2" },
		{ url: "mysql://db/shop", check: "select 1" },
		{ url: "sqlite:", check: "select 1" },
		{ url, check: "select 1", within: "0s" },
	]) {
		expect(sqlSignal.schema.safeParse(config).success).toBe(false);
	}
	for (const config of [
		{ url: "${DATABASE_URL}", check: "select 1" },
		{ url: "postgres://${USER}:${PASSWORD}@db/shop", errors: windowed, requests: windowed },
	]) {
		expect(sqlSignal.schema.safeParse(config).success).toBe(true);
	}
});
