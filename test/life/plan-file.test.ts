import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";

let world: World;
beforeEach(async () => {
	world = await createWorld();
});
afterEach(() => world.remove());

describe("a plan in a file", () => {
	test("is run exactly as it stands", async () => {
		const file = join(world.directory, "plan.json");
		const made = await world.json(["plan", "shop", "--to", "v1", "-o", "plan.json"]);
		expect(made.code).toBe(0);
		expect(JSON.parse(await readFile(file, "utf8"))).toEqual(made.value);
		expect((await world.backout(["run", "--plan", "plan.json", "--yes"])).code).toBe(0);
		expect(await world.live()).toBe("v1");
		expect((await world.newest()).plan).toEqual(made.value);
	});

	test("that somebody edited is refused, and so is one that is no plan", async () => {
		await world.backout(["plan", "shop", "-o", "plan.json"]);
		const text = await world.read("plan.json");
		await writeFile(join(world.directory, "plan.json"), text.replaceAll("./deploy.sh", "./evil.sh"));
		const edited = await world.json(["run", "--plan", "plan.json", "--yes"]);
		expect(edited).toMatchObject({
			code: 2,
			value: { error: { code: "plan.faulty", message: expect.stringContaining("its hash does not match") } },
		});
		await writeFile(join(world.directory, "plan.json"), text.slice(0, 100));
		expect(await world.json(["run", "--plan", "plan.json", "--yes"])).toMatchObject({
			code: 2,
			value: { error: { code: "plan.not-json" } },
		});
		expect(await world.json(["run", "--plan", "nowhere.json", "--yes"])).toMatchObject({
			code: 2,
			value: { error: { code: "plan.not-read" } },
		});
		expect(await world.deploys()).toEqual([]);
	});

	test("is refused when the world has moved since it was made, before anything is written", async () => {
		await world.backout(["plan", "shop", "-o", "plan.json"]);
		await world.write("live-api", '{"id":"v1","deployedAt":"2026-01-01T00:00:00Z"}\n');
		const moved = await world.json(["run", "--plan", "plan.json", "--yes"]);
		expect(moved).toMatchObject({ code: 3, value: { type: "run.finished", status: "refused" } });
		expect(moved.text("detail")).toContain("api ran v3 when the plan was made and runs v1 now");
		expect(moved.text("fix")).toContain("backout plan shop -e production");
		expect(await world.deploys()).toEqual([]);
	});

	test("of a command that the config no longer names is not run", async () => {
		await world.backout(["plan", "shop", "-o", "plan.json"]);
		await world.write("other.sh", "#!/bin/sh\nexit 0\n");
		const text = await world.read("backout.yaml");
		await world.write("backout.yaml", text.replace("./deploy.sh", "./other.sh"));
		const changed = await world.json(["run", "--plan", "plan.json", "--yes"]);
		expect(changed).toMatchObject({
			code: 1,
			value: { status: "failed", detail: expect.stringContaining("no longer the one that was planned") },
		});
		expect(await world.live()).toBe("v3");
	});

	test("planning writes nothing: no state, no file, no deploy", async () => {
		const before = await world.ask((app) => app.runs({ service: null, limit: 9 }));
		await world.backout(["plan", "shop"]);
		expect(await world.ask((app) => app.runs({ service: null, limit: 9 }))).toEqual(before);
		expect(await world.deploys()).toEqual([]);
	});

	test("without a terminal and without --yes nothing is run, and it says how", async () => {
		const run = await world.backout(["run", "shop"]);
		expect(run.code).toBe(1);
		expect(run.stderr).toContain("run again with --yes");
		expect(await world.deploys()).toEqual([]);
	});
});
