import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ended } from "../world/command-line.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

describe("the incident of a run that nobody gave a reason for", () => {
	let world: World;
	let run: Ended;
	beforeAll(async () => {
		world = await createWorld();
		run = await world.backout(["run", "shop", "--yes"]);
	});
	afterAll(() => world.remove());

	const incidents = () => world.ask((app) => app.incidents({ service: SHOP.service, isOpenOnly: false, limit: 9 }));
	const status = async () => (await world.backout(["status", "shop"])).stdout;

	test("is called by what it did, and its end says how it is closed", async () => {
		const [incident] = await incidents();
		expect(incident?.title).toBe("shop in production: rolled back, v3 → v2");
		expect(run.stdout).toContain(`when nothing is left to do  backout incident close ${incident?.id}`);
		expect(await status()).toContain(`its run went well, close it: backout incident close ${incident?.id}`);
	});

	test("what was brought back is live since it came back, not since a day ago", async () => {
		expect(await status()).toMatch(/\bv2\s+\d+ s\s/);
		expect(await status()).not.toMatch(/\b1 d\b/);
	});

	test("the undo belongs to it: there is one incident with two runs", async () => {
		const { run: undone } = await world.newest();
		expect((await world.backout(["undo", undone.id, "--yes"])).code).toBe(0);
		const { run: undo } = await world.newest();
		expect(undo.id).not.toBe(undone.id);
		expect(undo.incident).toBe(undone.incident);
		expect(await incidents()).toHaveLength(1);
	});
});

describe("the incident of somebody who saw something, when every look finds all well", () => {
	let world: World;
	beforeAll(async () => {
		world = await createWorld();
		await world.backout(["assess", "shop", "--reason", "a customer called"]);
	});
	afterAll(() => world.remove());

	test("has no severity in the list, in JSON and in status", async () => {
		const { stdout } = await world.backout(["incident", "list"]);
		expect(stdout).toMatch(/^inc-\S+\s+none\s+open\s/m);
		expect(await world.ask((app) => app.incidents({ service: "shop", isOpenOnly: true, limit: 9 }))).toMatchObject([
			{ wasNothingWrong: true },
		]);
		expect((await world.backout(["status", "shop"])).stdout).toContain("nothing wrong, open");
	});

	test("has one from the first look on that finds something", async () => {
		world.health = 500;
		await world.backout(["assess", "shop"]);
		expect((await world.backout(["incident", "list"])).stdout).toMatch(/^inc-\S+\s+P0\s+open\s/m);
	});
});
