import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BackoutError } from "../core/error.ts";
import type { Store } from "../core/store.ts";
import { systemClock } from "../runtime/clock.ts";
import { type PostgresService, startPostgres } from "../testing/services/postgres.ts";
import { requireService } from "../testing/services/requirement.ts";
import { CHECKOUT, sampleEvent, sampleRun } from "../testing/store/values.ts";
import { openStore } from "./index.ts";

const PASSWORD = "canary-7f3a-secret";
const { available, command } = requireService("postgresql");

describe("a PostgreSQL that is away", () => {
	it("is `store.unreachable`, names the server and never the password", async () => {
		const fault = await faultOf(openAt(`postgres://ana:${PASSWORD}@127.0.0.1:1/state`));
		expect(fault).toMatchObject({ code: "store.unreachable", retryable: true });
		expect(fault.message).toContain("PostgreSQL at 127.0.0.1:1/state cannot be reached");
		expect(fault.fix).toContain("`backout plan` and its hand commands work without it");
		expectNoPassword(fault);
	});

	it("is `store.unreachable` when its name is not known", async () => {
		const fault = await faultOf(openAt(`postgres://ana:${PASSWORD}@no-such-host.invalid/state`));
		expect(fault.code).toBe("store.unreachable");
		expectNoPassword(fault);
	});

	it("is `store.unreachable` when it takes the connection and says nothing", async () => {
		const silent = await startSilentServer();
		const fault = await faultOf(openAt(`postgres://ana:${PASSWORD}@127.0.0.1:${silent.port}/state`));
		silent.stop();
		expect(fault.code).toBe("store.unreachable");
		expectNoPassword(fault);
	});

	it.each([`mysql://ana:${PASSWORD}@host/state`, `postgres:/${PASSWORD}`, PASSWORD, ""])(
		"is `store.bad-url` when it is no address",
		async (url) => {
			const fault = await faultOf(openAt(url));
			expect(fault.code).toBe("store.bad-url");
			expectNoPassword(fault);
		},
	);
});

describe.skipIf(!available)(`a PostgreSQL that refuses (${available ? "real" : `skipped; provide it with: ${command}`})`, () => {
	let service: PostgresService;
	beforeAll(async () => {
		service = await startPostgres();
	});
	afterAll(() => service.stop());

	it("a wrong password is `store.no-permission`", async () => {
		const fault = await faultOf(openAt(changed(service.url, { password: PASSWORD })));
		expect(fault.code).toBe("store.no-permission");
		expectNoPassword(fault);
	});

	it("a database that is not there is `store.no-database`", async () => {
		const fault = await faultOf(openAt(changed(service.url, { pathname: "/nowhere" })));
		expect(fault.code).toBe("store.no-database");
		expect(fault.message).toContain('/nowhere has no such database (database "nowhere" does not exist)');
	});

	it("a user without rights is `store.no-permission`, and works once somebody has made the tables", async () => {
		await runSql(service.url, `create role weak login password '${PASSWORD}'`);
		const weak = changed(service.url, { username: "weak", password: PASSWORD });
		const fault = await faultOf(openAt(weak));
		expect(fault.code).toBe("store.no-permission");
		expectNoPassword(fault);
		await (await openAt(service.url)).close();
		await runSql(service.url, "grant usage on schema backout to weak; grant all on all tables in schema backout to weak");
		const store = await openAt(weak);
		expect(await store.runs.lock(CHECKOUT)).toBeNull();
		await store.close();
	});

	it("can be opened by eight at once when its tables are not there yet", async () => {
		await runSql(service.url, "create database fresh");
		const url = changed(service.url, { pathname: "/fresh" });
		const stores = await Promise.all(Array.from({ length: 8 }, () => openAt(url)));
		expect(await stores[7]?.runs.create(sampleRun("run-1"), [])).toEqual({ created: true });
		expect(await stores[0]?.runs.lock(CHECKOUT)).toMatchObject({ run: "run-1" });
		await Promise.all(stores.map((store) => store.close()));
	});

	it("tables of a newer Backout are `store.newer`", async () => {
		await runSql(service.url, "create database newer");
		const url = changed(service.url, { pathname: "/newer" });
		await (await openAt(url)).close();
		await runSql(url, "update backout.schema_version set version = 99");
		expect((await faultOf(openAt(url))).code).toBe("store.newer");
	});

	it("leaves a transaction that fails half-way undone", async () => {
		const store = await openAt(service.url);
		await store.runs.create(sampleRun("run-half"), []);
		await runSql(service.url, "alter table backout.events add constraint no_b check (key <> 'b')");
		const fault = await faultOf(store.runs.append("run-half", [sampleEvent("a"), sampleEvent("b")], "failed"));
		expect(fault.code).toBe("store.exists");
		await runSql(service.url, "alter table backout.events drop constraint no_b");
		expect(await store.runs.events("run-half", 0)).toEqual([]);
		expect(await store.runs.append("run-half", [sampleEvent("b")])).toMatchObject([{ seq: 1 }]);
		await store.close();
	});

	it("loses nothing that it confirmed, and never hangs, when the server ends every connection in the middle of work, ten times", async () => {
		const store = await openAt(service.url);
		const append = () =>
			store.audit.append({ by: "ana", action: "run.create", subject: "run-1", detail: null }, "2026-03-01T03:00:00.000Z");
		const outcomes: PromiseSettledResult<unknown>[] = [];
		for (let round = 0; round < 10; round += 1) {
			const work = Promise.allSettled([append(), append(), append(), append(), append()]);
			await runSql(service.url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'backout'");
			outcomes.push(...(await work));
		}
		const refusals = outcomes.filter((outcome) => outcome.status === "rejected");
		for (const { reason } of refusals) expect(reason).toMatchObject({ code: "store.unreachable", retryable: true });
		const verdict = await append().then(() => store.audit.verify());
		// A commit whose answer was lost is stored and not confirmed.
		expect(verdict).toMatchObject({ ok: true });
		expect(verdict.entries).toBeGreaterThan(outcomes.length - refusals.length);
		await store.close();
	});

	it("does not trouble anybody when the server ended the connections while nothing was under way", async () => {
		const store = await openAt(service.url);
		await store.runs.create(sampleRun("run-idle", { service: "idle" }), []);
		await runSql(service.url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'backout'");
		expect(await store.runs.append("run-idle", [sampleEvent("a")])).toMatchObject([{ seq: 1 }]);
		expect(await store.runs.events("run-idle", 0)).toHaveLength(1);
		await store.close();
	});

	it("says `store.unreachable` when it goes away while in use, and lets itself be closed", async () => {
		const doomed = await startPostgres();
		const store = await openAt(doomed.url);
		await store.runs.create(sampleRun("run-1"), []);
		await doomed.stop();
		for (let attempt = 0; attempt < 3; attempt += 1) {
			const fault = await faultOf(store.runs.append("run-1", [sampleEvent("a")]));
			expect(fault.code).toBe("store.unreachable");
		}
		await store.close();
	});
});

function openAt(url: string): Promise<Store> {
	return openStore({ kind: "postgres", url }, { clock: systemClock });
}

async function faultOf(work: Promise<unknown>): Promise<BackoutError> {
	const thrown = await work.then(
		() => new Error("nothing was thrown"),
		(error: unknown) => error,
	);
	if (thrown instanceof BackoutError) return thrown;
	throw thrown;
}

/** The message, the fix, the stack and every cause under them. */
function expectNoPassword(fault: BackoutError): void {
	for (let error: unknown = fault; error instanceof Error; error = error.cause) {
		expect([error.message, error.stack, JSON.stringify(error)].join("\n")).not.toContain(PASSWORD);
	}
	expect(fault.fix).not.toContain(PASSWORD);
}

function changed(url: string, change: Partial<Pick<URL, "username" | "password" | "pathname">>): string {
	return Object.assign(new URL(url), change).href;
}

async function runSql(url: string, statement: string): Promise<void> {
	const connection = postgres(url, { max: 1 });
	try {
		await connection.unsafe(statement);
	} finally {
		await connection.end();
	}
}

async function startSilentServer(): Promise<{ readonly port: number; stop(): void }> {
	const sockets: Socket[] = [];
	const server: Server = createServer((socket) => {
		sockets.push(socket);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port on loopback");
	return {
		port: address.port,
		stop() {
			for (const socket of sockets) socket.destroy();
			server.close();
		},
	};
}
