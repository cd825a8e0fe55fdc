import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BackoutError } from "../core/error.ts";
import type { Clock } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";
import { systemClock } from "../runtime/clock.ts";
import { mountSmallDisk, remountReadOnly, unmount, whyNoMounts } from "../testing/services/small-disk.ts";
import { CHECKOUT, sampleEvent, sampleRun } from "../testing/store/values.ts";
import { openStore } from "./index.ts";

/** Waits pass at once, other work still gets its turn. */
const skippingClock: Clock = { now: () => Date.now(), sleep: async () => setImmediate() };

let directory: string;
let path: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "backout-faults-"));
	path = join(directory, "state.db");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the state file", () => {
	it("is made for its owner alone, its directory too", async () => {
		path = join(directory, ".backout", "deep", "state.db");
		const store = await openAt(path);
		await store.runs.create(sampleRun("run-1"), []);
		const modes = [join(directory, ".backout"), path, `${path}-wal`].map((made) => (statSync(made).mode & 0o777).toString(8));
		await store.close();
		expect(modes).toEqual(["700", "600", "600"]);
	});

	it("keeps write-ahead and full durability", async () => {
		await (await openAt(path)).close();
		const database = new DatabaseSync(path);
		expect(database.prepare("pragma journal_mode").get()).toMatchObject({ journal_mode: "wal" });
		database.close();
	});

	it("can be opened by ten at once when it is not there yet", async () => {
		const stores = await Promise.all(Array.from({ length: 10 }, () => openAt(path)));
		expect(await stores[9]?.runs.create(sampleRun("run-1"), [])).toEqual({ created: true });
		expect(await stores[0]?.runs.lock(CHECKOUT)).toMatchObject({ run: "run-1" });
		await Promise.all(stores.map((store) => store.close()));
	});

	it("that is no database is `store.corrupt`, and says where it is and how to go on", async () => {
		writeFileSync(path, "this is not a database at all, but a note that somebody saved here".repeat(50));
		const fault = await faultOf(openAt(path));
		expect(fault.code).toBe("store.corrupt");
		expect(fault.message).toContain(`The state database ${path} is damaged or is no database`);
		expect(fault.fix).toContain(`mv '${path}' '${path}.damaged'`);
		expect(fault.fix).toContain("`backout plan` works without it");
		expect(readFileSync(path, "utf8")).toContain("a note that somebody saved here");
	});

	it("that was cut off is `store.corrupt`, not an empty store", async () => {
		await fill(path, 300);
		truncateSync(path, 8_192);
		const fault = await faultOf(readAll(path));
		expect(fault.code).toBe("store.corrupt");
	});

	it("that was overwritten in the middle is `store.corrupt`", async () => {
		await fill(path, 300);
		const bytes = readFileSync(path);
		bytes.fill(0xa5, 4_096);
		writeFileSync(path, bytes);
		expect((await faultOf(readAll(path))).code).toBe("store.corrupt");
	});

	it("of a newer Backout is `store.newer` and is left as it is", async () => {
		await (await openAt(path)).close();
		runSql(path, "update schema_version set version = 99");
		const fault = await faultOf(openAt(path));
		expect([fault.code, fault.message]).toEqual([
			"store.newer",
			expect.stringMatching(/^The state database has schema version 99; this Backout knows \d+\. A newer Backout has written to it\.$/),
		]);
	});

	it("of another program is `store.foreign` and gets no table of ours", async () => {
		runSql(path, "create table customers (id integer)");
		const fault = await faultOf(openAt(path));
		expect(fault.code).toBe("store.foreign");
		expect(fault.message).toBe(`${path} is another program's database: it holds the tables customers and none of Backout's.`);
		const database = new DatabaseSync(path);
		expect(database.prepare("select name from sqlite_master").all()).toMatchObject([{ name: "customers" }]);
		database.close();
	});

	it("below a file, or that is a directory, is `store.bad-path`", async () => {
		writeFileSync(join(directory, "file"), "");
		expect((await faultOf(openAt(join(directory, "file", "state.db")))).code).toBe("store.bad-path");
		mkdirSync(join(directory, "folder"));
		expect((await faultOf(openAt(join(directory, "folder")))).code).toBe("store.bad-path");
	});

	it("that another process holds for too long is `store.locked`; nothing is stored, and it works again afterwards", async () => {
		const store = await openStore({ kind: "sqlite", path }, { clock: skippingClock });
		await store.runs.create(sampleRun("run-1"), []);
		const holder = new DatabaseSync(path);
		holder.exec("begin immediate");
		const fault = await faultOf(store.runs.append("run-1", [sampleEvent("a")], "failed"));
		expect([fault.code, fault.retryable]).toEqual(["store.locked", true]);
		expect(fault.message).toContain(`The state database ${path} was held by another process for too long`);
		expect(await store.runs.get("run-1")).toMatchObject({ status: "running" });
		holder.exec("rollback");
		holder.close();
		expect(await store.runs.append("run-1", [sampleEvent("a")])).toHaveLength(1);
		await store.close();
	});

	it("waits for another process without stopping this one", async () => {
		const store = await openAt(path);
		await store.runs.create(sampleRun("run-1"), []);
		const holder = new DatabaseSync(path);
		holder.exec("begin immediate");
		let isDone = false;
		const append = store.runs.append("run-1", [sampleEvent("a")]).finally(() => {
			isDone = true;
		});
		// Only a process that is not stopped gets here to let go.
		await systemClock.sleep(50);
		expect(isDone).toBe(false);
		holder.exec("rollback");
		holder.close();
		expect(await append).toHaveLength(1);
		await store.close();
	});

	it("is left as it was by a transaction that fails half-way", async () => {
		const store = await openAt(path);
		await store.runs.create(sampleRun("run-1"), []);
		runSql(path, "create trigger no_b before insert on events when new.key = 'b' begin select raise(abort, 'refused by the test'); end");
		await expect(store.runs.append("run-1", [sampleEvent("a"), sampleEvent("b")], "failed")).rejects.toBeInstanceOf(BackoutError);
		expect(await store.runs.events("run-1", 0)).toEqual([]);
		expect(await store.runs.get("run-1")).toMatchObject({ status: "running" });
		runSql(path, "drop trigger no_b");
		expect(await store.runs.append("run-1", [sampleEvent("a"), sampleEvent("b")])).toMatchObject([{ seq: 1 }, { seq: 2 }]);
		await store.close();
	});
});

const noMounts = whyNoMounts();

describe.skipIf(noMounts !== null)(`the state file on a disk of its own${noMounts === null ? "" : ` (skipped: ${noMounts})`}`, () => {
	let disk: string;
	beforeEach(() => {
		disk = join(directory, "disk");
		mountSmallDisk(disk);
	});
	afterEach(() => unmount(disk));

	it("that is full is `store.full`; what was stored stays, and it works again when there is space", async () => {
		const store = await openAt(join(disk, "state.db"));
		await store.runs.create(sampleRun("run-1"), [sampleEvent("first")]);
		writeFileSync(join(disk, "ballast"), "");
		fillUp(join(disk, "ballast"));
		const fault = await faultOf(store.runs.append("run-1", [sampleEvent("big", "x".repeat(200_000))], "failed"));
		expect([fault.code, fault.retryable]).toEqual(["store.full", true]);
		expect(fault.message).toContain(`No space is left for the state database ${disk}/state.db`);
		expect(fault.fix).toContain(`Free some space on the file system of ${disk}`);
		expect(await store.runs.get("run-1")).toMatchObject({ status: "running" });
		rmSync(join(disk, "ballast"));
		expect(await store.runs.append("run-1", [sampleEvent("after")])).toMatchObject([{ seq: 2 }]);
		await store.close();
	});

	it("that is full from the beginning is `store.full`", async () => {
		fillUp(join(disk, "ballast"));
		expect((await faultOf(openAt(join(disk, "state.db")))).code).toBe("store.full");
	});

	it("that is read-only is `store.no-permission`", async () => {
		await (await openAt(join(disk, "state.db"))).close();
		remountReadOnly(disk);
		for (const name of ["state.db", "another.db", "new/state.db"]) {
			const fault = await faultOf(openAt(join(disk, name)));
			expect(fault.code).toBe("store.no-permission");
			expect(fault.message).toContain(`The state database ${join(disk, name)} cannot be opened for writing`);
		}
	});
});

// Permissions do not stop root; for root the read-only disk above is the proof.
if (process.getuid?.() !== 0) {
	describe("the state file of somebody else", () => {
		it("is `store.no-permission`", async () => {
			chmodSync(directory, 0o500);
			expect((await faultOf(openAt(path))).code).toBe("store.no-permission");
			chmodSync(directory, 0o700);
		});
	});
}

function openAt(file: string): Promise<Store> {
	return openStore({ kind: "sqlite", path: file }, { clock: systemClock });
}

async function faultOf(work: Promise<unknown>): Promise<BackoutError> {
	const thrown = await work.then(
		() => new Error("nothing was thrown"),
		(error: unknown) => error,
	);
	if (thrown instanceof BackoutError) return thrown;
	throw thrown;
}

async function fill(file: string, events: number): Promise<void> {
	const store = await openAt(file);
	await store.runs.create(
		sampleRun("run-1"),
		Array.from({ length: events }, (_, index) => sampleEvent(`event-${index}`, "x".repeat(500))),
	);
	await store.close();
}

async function readAll(file: string): Promise<void> {
	const store = await openAt(file);
	try {
		await store.runs.events("run-1", 0);
		await store.runs.get("run-1");
	} finally {
		await store.close();
	}
}

function fillUp(file: string): void {
	for (const size of [100_000, 4_096, 1]) {
		try {
			for (;;) writeFileSync(file, "x".repeat(size), { flag: "a" });
		} catch {
			// No space for a piece of this size; a smaller one may still fit.
		}
	}
}

function runSql(file: string, statement: string): void {
	const database = new DatabaseSync(file);
	database.exec(statement);
	database.close();
}
