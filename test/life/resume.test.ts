import { afterEach, describe, expect, test } from "vitest";
import { eventsOf } from "../../src/core/run-events.ts";
import { until } from "../world/command-line.ts";
import { createWorld, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

/** A run of two targets that was parked after the first; returns its id. */
async function parked(): Promise<string> {
	world = await createWorld({ targets: ["api", "worker"] });
	await world.write("slow-api", "1");
	const running = world.start(["run", "shop", "--yes"]);
	await until("the deploy to begin", async () => (await world.deploys()).length > 0);
	running.kill("SIGINT");
	expect((await running.ended).code).toBe(130);
	return (await world.newest()).run.id;
}

const elsewhere = (release: string) => `{"id":"${release}","deployedAt":"2026-01-01T00:00:00Z"}\n`;

describe("going on after a pause", () => {
	test("stops when a target that was still to come has moved meanwhile, and says what is where", async () => {
		const run = await parked();
		await world.write("live-worker", elsewhere("v1"));
		const resumed = await world.json(["resume", run]);
		expect(resumed).toMatchObject({ code: 1, value: { type: "run.finished", status: "failed" } });
		expect(resumed.text("detail")).toContain("worker ran v3 when the plan was made and runs v1 now");
		expect(resumed.text("detail")).toContain("Now api runs v2, worker runs v1.");
		expect(await world.live("worker")).toBe("v1");
	});

	test("stops when a step that had landed was undone meanwhile", async () => {
		const run = await parked();
		await world.write("live-api", elsewhere("v3"));
		const resumed = await world.json(["resume", run]);
		expect(resumed).toMatchObject({ code: 1, value: { status: "failed" } });
		expect(resumed.text("detail")).toContain("had landed and does not hold any more");
		expect(await world.live("worker")).toBe("v3");
	});

	test("two people resume at once: one carries it on, both see its end, every step is applied once", async () => {
		const run = await parked();
		const [ana, bea] = await Promise.all([world.backout(["resume", run]), world.backout(["resume", run], { user: "bea@desk" })]);
		// Whoever comes when it is over already is told so.
		expect([ana.code, bea.code].filter((code) => code !== 0 && code !== 3)).toEqual([]);
		expect([ana.code, bea.code]).toContain(0);
		expect(await world.deploys()).toEqual(["began api v3 v2", "ended api v2", "began worker v3 v2", "ended worker v2"]);
		expect(eventsOf(await world.newest(), "run.finished")).toMatchObject([{ status: "succeeded" }]);
	});

	test("killed while it bakes: the place is free, nothing is deployed again, and resume bakes to the end", async () => {
		world = await createWorld({ place: { bake: "3s" } });
		const killed = world.start(["run", "shop", "--yes", "--json"]);
		await until("the bake to begin", () => killed.printed().includes("bake.started"));
		killed.kill("SIGKILL");
		await killed.ended;
		expect(await world.ask(async (app) => (await app.status("shop", null)).places[0]?.lock)).toBeNull();
		const { run } = await world.newest();
		expect((await world.backout(["resume", run.id])).code).toBe(0);
		const file = await world.newest();
		expect(eventsOf(file, "bake.finished")).toMatchObject([{ verification: { outcome: "healthy" } }]);
		expect(eventsOf(file, "bake.started")).toHaveLength(1);
		expect(await world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
	});

	test("a run that is over, and one that never was, are not resumed", async () => {
		world = await createWorld();
		const run = await world.json(["run", "shop", "--yes"]);
		expect(await world.json(["resume", run.text("run")])).toMatchObject({ code: 3, value: { refused: { rule: "run-over" } } });
		expect(await world.json(["resume", "run-nobody"])).toMatchObject({
			code: 2,
			value: { error: { fix: expect.stringContaining("backout show") } },
		});
	});
});
