import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import { eventsOf } from "../../src/core/run-events.ts";
import { until } from "../world/command-line.ts";
import { createWorld, known, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const place = async () => (await world.ask((app) => app.status("shop", null))).places[0];

describe("a rollback that does not make the service well", () => {
	test("ends unhealthy with exit 5, a linked alert, the ladder, and a free lock; its rungs can be run", async () => {
		world = await createWorld();
		await known(world, "v1", "good");
		world.health = 500;
		const run = await world.json(["run", "shop", "--yes"]);
		expect(run).toMatchObject({ code: 5, value: { type: "run.finished", status: "unhealthy" } });
		expect(await world.live()).toBe("v2");
		expect(run.text("detail")).toContain("not proven well");

		const file = await world.newest();
		const [ladder] = eventsOf(file, "ladder.proposed");
		const alert = await world.ask((app) => app.incident(ladder?.alert ?? ""));
		expect(alert.caseFile.incident).toMatchObject({ parentRun: file.run.id, status: "open" });
		expect(ladder?.rungs.length).toBeGreaterThanOrEqual(4);
		expect((await place())?.lock).toBeNull();
		expect(await readFile(run.text("report"), "utf8")).toContain("v1");

		const rung = (name: string) => ladder?.rungs.find((one) => one.rung.includes(name))?.plan ?? `no plan for ${name}`;
		world.health = 200;
		const redeploy = await world.json(["run", "--plan", rung("redeploy"), "--yes"]);
		expect(redeploy).toMatchObject({ code: 0, value: { status: "succeeded" } });
		expect((await world.deploys()).at(-2)).toBe("began api v2 v2");
		expect(await world.live()).toBe("v2");
	});

	test("the stable-release rung goes to the next release that is known good", async () => {
		world = await createWorld();
		await known(world, "v1", "good");
		world.health = 500;
		const told = await world.backout(["run", "shop", "--yes"]);
		expect(told.stdout.replace(/\s+/g, " ")).toContain("was rolled back to v2 but is not proven well. Now api runs v2.");
		const [ladder] = eventsOf(await world.newest(), "ladder.proposed");
		const plan = ladder?.rungs.find((one) => one.rung.includes("stable"))?.plan ?? "none";
		world.health = 200;
		expect((await world.backout(["run", "--plan", plan, "--yes"])).code).toBe(0);
		expect(await world.live()).toBe("v1");
	});

	test("a bake that goes bad ends unhealthy, and the lock is free while it bakes", async () => {
		world = await createWorld();
		await world.config({ place: { bake: "5s" } });
		const baking = world.start(["run", "shop", "--yes", "--json"]);
		await until("the bake to begin", () => baking.printed().includes("bake.started"));
		expect((await place())?.lock).toBeNull();
		world.health = 503;
		expect((await baking.ended).code).toBe(5);
		const file = await world.newest();
		expect(file.run.status).toBe("unhealthy");
		expect(eventsOf(file, "bake.finished")[0]?.verification.outcome).toBe("unhealthy");
		expect(eventsOf(file, "ladder.proposed")).toHaveLength(1);
		const history = await world.ask((app) => app.history({ service: "shop", environment: "production" }, 9));
		expect(history.find(({ release }) => release.id === "v3")?.release.standing).toBe("bad");
	});

	test("nothing that could prove it well is not a proof: exit 5, never healthy", async () => {
		world = await createWorld();
		await world.config({ place: { health: [] } });
		const run = await world.json(["run", "shop", "--yes"]);
		expect(run).toMatchObject({ code: 5, value: { status: "unhealthy" } });
		expect(run.text("fix")).toContain("backout verify shop");
	});

	test("what nobody knows opens no incident of its own: it is told once in the one that the run belongs to, whose severity stays", async () => {
		world = await createWorld();
		await world.config({ place: { health: [] } });
		await world.json(["run", "shop", "--yes"]);
		const { run } = await world.newest();
		const { incident, entries } = (await world.ask((app) => app.incident(run.incident))).caseFile;
		expect(entries.filter(({ kind }) => kind === "alert").map(({ text }) => text)).toEqual([
			expect.stringContaining(`nobody knows whether shop is well after run ${run.id}: nothing was measured`),
		]);
		expect(incident).toMatchObject({ severity: "P2", status: "open", parentRun: null });
		await world.json(["run", "shop", "--to", "v1", "--yes"]);
		const all = await world.ask((app) => app.incidents({ service: "shop", isOpenOnly: false, limit: 9 }));
		expect(all.map(({ id }) => id)).toEqual([incident.id]);
	});
});
