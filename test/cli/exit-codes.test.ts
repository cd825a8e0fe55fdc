import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { riskySetup } from "../world/lossy.ts";
import { createWorld, type World } from "../world/world.ts";

let world: World;
beforeAll(async () => {
	world = await createWorld();
});
afterAll(() => world.remove());

const code = async (...args: readonly string[]) => (await world.backout(args)).code;

// 6 belongs to `guard`, 130 is proven beside Ctrl-C.
describe("exit codes", () => {
	test("0: done", async () => {
		expect(await code("status")).toBe(0);
	});

	test("1: failed", async () => {
		await world.write("fail-api", "no space left on device");
		const run = await world.backout(["run", "shop", "--yes"]);
		await world.write("fail-api", "");
		expect(run.code).toBe(1);
		expect(run.stdout).toContain("no space left on device");
	});

	test("2: usage and config", async () => {
		expect(await code("statuss")).toBe(2);
		expect(await code("status", "--jsn")).toBe(2);
		expect(await code("status", "-c", "nowhere.yaml")).toBe(2);
		expect(await code("plan", "shop", "--to", "v9")).toBe(2);
	});

	test("3: refused by a rule", async () => {
		expect(await code("plan", "shop", "--to", "v3")).toBe(3);
	});

	test("7 and 8 only with --exit-code: act, and not enough evidence", async () => {
		world.health = 500;
		expect(await code("assess", "shop")).toBe(0);
		expect(await code("assess", "shop", "--exit-code")).toBe(7);
		world.health = 200;
		await world.config({ place: { signals: { errors: { log: { file: "nowhere.log", errors: "5", requests: "." } } } } });
		expect(await code("assess", "shop", "--exit-code")).toBe(8);
		await world.config({});
	});

	test("5: rolled back, but not well", async () => {
		const sick = await createWorld({ place: { settle: "1s" } });
		sick.health = 500;
		expect((await sick.backout(["run", "shop", "--yes"])).code).toBe(5);
		expect((await sick.backout(["verify", "shop"])).code).toBe(5);
		await sick.remove();
	});

	test("4: waiting for approval", async () => {
		const risky = await createWorld(riskySetup("lossy"), true);
		await risky.write("ledger", "v3\n");
		const run = await risky.backout(["run", "shop", "--yes", "--to", "v2"]);
		expect(run.code).toBe(4);
		expect(run.stdout).toContain("somebody else says  backout approve run-");
		await risky.remove();
	});
});
