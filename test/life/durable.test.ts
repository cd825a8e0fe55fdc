import { afterEach, describe, expect, test } from "vitest";
import { eventsOf } from "../../src/core/run-events.ts";
import { until } from "../world/command-line.ts";
import { execTarget, layTarget } from "../world/platform.ts";
import { createWorld, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const service = (target: string) => ({
	bake: "1s",
	settle: "1s",
	environments: { production: { targets: [execTarget(target)], health: [{ http: world.healthUrl }] } },
});
const hasBegun = () => until("the deploy to begin", async () => (await world.deploys()).length > 0);

describe("a run and its process", () => {
	test("a second run is refused with who holds the place, and leaves nothing behind", async () => {
		world = await createWorld();
		await world.write("slow-api", "2");
		const first = world.start(["run", "shop", "--yes"]);
		await hasBegun();
		const before = await world.ask((app) => app.incidents({ service: null, isOpenOnly: false, limit: 9 }));

		const second = await world.json(["run", "shop", "--yes", "--to", "v1"], { user: "bea@desk" });
		expect(second).toMatchObject({ code: 3, value: { refused: { rule: "already-running" } } });
		const { run } = await world.newest();
		expect(second.text("refused.reason")).toContain(`held by run ${run.id} of ana@laptop since`);
		expect(second.text("refused.fix")).toContain(`backout watch ${run.id}`);

		expect((await first.ended).code).toBe(0);
		expect(await world.ask((app) => app.runs({ service: null, limit: 9 }))).toHaveLength(1);
		expect(await world.ask((app) => app.incidents({ service: null, isOpenOnly: false, limit: 9 }))).toHaveLength(before.length);
		expect(await world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
	});

	test("the tool outlives kill -9: resume waits for it, finds the step landed and does not apply it again", async () => {
		world = await createWorld();
		await world.write("slow-api", "2");
		const killed = world.start(["run", "shop", "--yes"]);
		await hasBegun();
		killed.kill("SIGKILL");
		expect((await killed.ended).code).toBeNull();
		expect(await world.live()).toBe("v3");

		const { run } = await world.newest();
		expect((await world.backout(["status", "shop"])).all).toMatch(/nobody carries it on: backout\s+resume/);
		expect((await world.backout(["resume", run.id])).code).toBe(0);
		expect(await world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
		const file = await world.newest();
		expect(file.run.status).toBe("succeeded");
		expect(eventsOf(file, "step.landed")).toMatchObject([{ wasAlready: true }]);
		expect(eventsOf(file, "run.resumed")).toMatchObject([{ by: "ana@laptop" }]);
		expect(await world.ask(async (app) => (await app.status("shop", null)).places[0]?.lock)).toBeNull();
	});

	test("Ctrl-C finishes the step and parks; resume goes on with the next one", async () => {
		world = await createWorld({ targets: ["api", "worker"] });
		await world.write("slow-api", "1");
		const parked = world.start(["run", "shop", "--yes"]);
		await hasBegun();
		parked.kill("SIGINT");
		const ended = await parked.ended;
		const { run } = await world.newest();
		expect(ended.code).toBe(130);
		expect(ended.stderr).toContain(`backout resume ${run.id}`);
		expect(run.status).toBe("parked");
		expect([await world.live("api"), await world.live("worker")]).toEqual(["v2", "v3"]);

		expect((await world.backout(["resume", run.id])).code).toBe(0);
		expect([await world.live("api"), await world.live("worker")]).toEqual(["v2", "v2"]);
	});

	test("Ctrl-C twice leaves at once, says how to go on, and nothing is applied twice", async () => {
		world = await createWorld();
		await world.write("slow-api", "3");
		const left = world.start(["run", "shop", "--yes"]);
		await hasBegun();
		left.kill("SIGINT");
		await until("the first word", () => left.printed().includes("then parking"));
		left.kill("SIGINT");
		const ended = await left.ended;
		expect(ended.code).toBe(130);
		expect(await world.live()).toBe("v3");
		const { run } = await world.newest();
		expect(ended.stderr).toContain(`Left at once. A step may still be under way; go on with: backout resume ${run.id}`);

		expect((await world.backout(["resume", run.id])).code).toBe(0);
		expect(await world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
	});

	test("another service's run on the same state is not kept waiting by a run whose process died", async () => {
		world = await createWorld();
		await layTarget(world.directory, "pay");
		await world.config({ top: { services: { shop: service("api"), pay: service("pay") } } });
		await world.write("slow-api", "5");
		const killed = world.start(["run", "shop", "--yes"]);
		await hasBegun();
		killed.kill("SIGKILL");
		await killed.ended;
		const orphan = (await world.newest()).run.id;
		const other = await world.backout(["run", "pay", "--yes", "--to", "v2"]);
		expect(other.code).toBe(0);
		expect(await world.live("pay")).toBe("v2");
		expect((await world.backout(["resume", orphan])).code).toBeOneOf([0, 3]);
		expect((await world.ask((app) => app.show(orphan))).run.status).toBe("succeeded");
		expect((await world.deploys()).filter((line) => line.startsWith("ended"))).toEqual(["ended pay v2", "ended api v2"]);
		expect(await world.deploys()).toHaveLength(4);
	});

	test("cancel ends a run before its next step, and the lock is free", async () => {
		world = await createWorld({ targets: ["api", "worker"] });
		await world.write("slow-api", "1");
		const parked = world.start(["run", "shop", "--yes"]);
		await hasBegun();
		parked.kill("SIGINT");
		await parked.ended;
		const { run } = await world.newest();
		expect((await world.backout(["cancel", run.id])).code).toBe(0);
		expect(await world.live("worker")).toBe("v3");
		const [finished] = eventsOf(await world.newest(), "run.finished");
		expect(finished).toMatchObject({ status: "cancelled", detail: expect.stringContaining("Now api runs v2, worker runs v3.") });
		expect(await world.ask(async (app) => (await app.status("shop", null)).places[0]?.lock)).toBeNull();
		expect((await world.json(["plan", "shop"])).list("warnings")).toContainEqual(expect.stringContaining("half-way"));
	});
});
