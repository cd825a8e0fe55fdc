import { mkdirSync, readdirSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import { mountSmallDisk, remountReadOnly, unmount, whyNoMounts } from "../../src/testing/services/small-disk.ts";
import { until } from "../world/command-line.ts";
import { createWorld, type World } from "../world/world.ts";

const noMounts = whyNoMounts();

let world: World;
let disk: string | null = null;
afterEach(async () => {
	if (disk !== null) unmount(disk);
	disk = null;
	await world.remove();
});

const statePath = () => join(world.directory, ".backout/state.db");

/** A world whose state lies on a small disk of its own. */
async function onSmallDisk(): Promise<string> {
	world = await createWorld({}, true);
	disk = join(world.directory, "disk");
	mountSmallDisk(disk);
	await world.config({ top: { state: `sqlite:${join(disk, "state.db")}` } });
	return disk;
}

function fill(directory: string): void {
	const { bavail, bsize } = statfsSync(directory);
	writeFileSync(join(directory, "filler"), Buffer.alloc(Number(bavail) * Number(bsize)));
}

describe("a state database that cannot be used", () => {
	test("corrupt: a run is refused with the fix and writes nothing; plan and status go on with a warning", async () => {
		world = await createWorld();
		await writeFile(statePath(), "this was a database once ".repeat(400));
		await rm(`${statePath()}-wal`, { force: true });
		const run = await world.json(["run", "shop", "--yes"]);
		expect(run).toMatchObject({ code: 1, value: { error: { code: "store.corrupt", fix: expect.stringContaining("Move it away") } } });
		expect(await world.deploys()).toEqual([]);

		const plan = await world.backout(["plan", "shop"]);
		expect(plan.code).toBe(0);
		expect(plan.stdout).toContain("./deploy.sh api v3 v2");
		expect(plan.stdout.replace(/\s+/g, " ")).toContain("The state database is away, so no release is known good or bad");
		const status = await world.backout(["status"]);
		expect(status.code).toBe(0);
		expect(status.all.replace(/\s+/g, " ")).toContain("The state database is away");
	});

	test("deleted although reports tell of earlier runs: the first command says so, once, and goes on with an empty memory", async () => {
		world = await createWorld();
		expect((await world.backout(["status"])).stderr).not.toContain("is gone");
		expect((await world.backout(["run", "shop", "--yes"])).code).toBe(0);
		for (const end of ["", "-wal", "-shm"]) await rm(`${statePath()}${end}`, { force: true });
		const first = await world.backout(["history", "shop"]);
		expect(first.code).toBe(0);
		expect(first.stderr).toContain(`warn: the state database ${statePath()} is gone, though`);
		expect(first.stderr).toContain(join(world.directory, ".backout/reports"));
		expect(first.stderr).toContain("Restore it from a backup in place of the new one");
		expect((await world.backout(["status"])).stderr).not.toContain("is gone");
	});

	test("not there yet, on the first day: nothing is said", async () => {
		world = await createWorld({}, true);
		expect((await world.backout(["history", "shop"])).stderr).not.toContain("is gone");
	});

	test("the engine's own journal corrupt: nothing is recorded as begun, and the place is not held", async () => {
		world = await createWorld();
		await writeFile(join(world.directory, ".backout/state-engine.db"), "no journal ".repeat(1_000));
		const run = await world.json(["run", "shop", "--yes"]);
		expect(run).toMatchObject({ code: 1, value: { error: { code: "engine.unreachable", fix: expect.stringContaining("move it away") } } });
		expect(await world.deploys()).toEqual([]);
		expect(await world.ask((app) => app.runs({ service: null, limit: 9 }))).toEqual([]);
		expect(await world.ask(async (app) => (await app.status("shop", null)).places[0]?.lock)).toBeNull();
	});

	test("held by another program: an error with who may hold it, within seconds, not a hang", async () => {
		world = await createWorld();
		const holder = new DatabaseSync(statePath());
		holder.exec("begin exclusive");
		try {
			const told = await world.json(["record", "shop", "v9"]);
			expect(told).toMatchObject({
				code: 1,
				value: { error: { code: "store.locked", retryable: true, fix: expect.stringContaining("fuser") } },
			});
		} finally {
			holder.exec("rollback");
			holder.close();
		}
		expect((await world.backout(["record", "shop", "v9"])).code).toBe(0);
	});

	test.skipIf(noMounts !== null)("full disk: a clear error, nothing deployed; with space again the same command works", async () => {
		const directory = await onSmallDisk();
		fill(directory);
		const full = await world.json(["run", "shop", "--yes"]);
		expect(full).toMatchObject({ code: 1, value: { error: { code: "store.full", fix: expect.stringContaining("Free some space") } } });
		expect(await world.deploys()).toEqual([]);
		await rm(join(directory, "filler"));
		expect((await world.backout(["run", "shop", "--yes"])).code).toBe(0);
		expect(await world.live()).toBe("v2");
	});

	test.skipIf(noMounts !== null)(
		"the disk fills up while a step is under way: the command ends with an error, and resume goes on without a second apply",
		async () => {
			const directory = await onSmallDisk();
			await world.write("slow-api", "2");
			const running = world.start(["run", "shop", "--yes"]);
			await until("the deploy to begin", async () => (await world.deploys()).length > 0);
			fill(directory);
			const ended = await running.ended;
			expect(ended.code).toBe(1);
			expect(ended.stderr).toMatch(/No space is left|the run journal cannot be written/);
			expect(ended.stderr).toContain("backout resume");
			expect(ended.stderr).not.toContain("node_modules");
			await rm(join(directory, "filler"));
			const { run } = await world.newest();
			expect(run.status).toBe("running");
			expect((await world.backout(["resume", run.id])).code).toBe(0);
			expect(await world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
		},
	);

	test.skipIf(noMounts !== null)("no right to write: refused with the path and the right that is missing; plan works", async () => {
		const directory = await onSmallDisk();
		remountReadOnly(directory);
		const run = await world.json(["run", "shop", "--yes"]);
		expect(run).toMatchObject({ code: 1, value: { error: { code: "store.no-permission", message: expect.stringContaining(directory) } } });
		expect((await world.backout(["plan", "shop"])).code).toBe(0);
		expect(await world.deploys()).toEqual([]);
	});

	test("reports cannot be written: the run still ends, recovered and recorded, and says that the report is missing", async () => {
		world = await createWorld();
		mkdirSync(join(world.directory, ".backout"), { recursive: true });
		await writeFile(join(world.directory, ".backout/reports"), "in the way");
		const run = await world.json(["run", "shop", "--yes"]);
		expect(run).toMatchObject({ code: 0, value: { type: "run.finished", status: "succeeded", report: null } });
		expect(await world.live()).toBe("v2");
		expect(await world.ask(async (app) => (await app.status("shop", null)).places[0]?.lock)).toBeNull();
	});

	test("nothing under the home directory can be read by other users", async () => {
		world = await createWorld();
		await world.backout(["run", "shop", "--yes"]);
		const home = join(world.directory, ".backout");
		const open = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) => (statSync(join(home, name)).mode & 0o077) !== 0);
		expect(open).toEqual([]);
	});
});
