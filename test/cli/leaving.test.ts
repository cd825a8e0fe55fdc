import { afterEach, describe, expect, test } from "vitest";
import { until } from "../world/command-line.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

describe("leaving a run", () => {
	test("a closed terminal finishes the step and parks, like the first Ctrl-C; resume goes on", async () => {
		world = await createWorld({ targets: ["api", "worker"] });
		await world.write("slow-api", "2");
		const run = world.start(["run", "shop", "--yes"]);
		await until("the step", async () => (await world.deploys()).length > 0);
		run.kill("SIGHUP");
		const left = await run.ended;
		expect(left.code).toBe(130);
		expect(left.stderr).toContain("Finishing this step, then parking.");
		expect(await world.live("api")).toContain("v2");
		expect(await world.live("worker")).toContain("v3");

		const { run: parked } = await world.newest();
		expect(parked.status).toBe("parked");
		const status = await world.backout(["status", "shop"], { env: { COLUMNS: "300" } });
		expect(status.stdout).toMatch(
			new RegExp(`run ${parked.id} was parked by ana@laptop .* ago before 2-worker-apply; go on with: backout resume ${parked.id}`),
		);
		expect(status.stdout).not.toContain("is under way");
		expect((await world.backout(["resume", parked.id])).code).toBe(0);
		expect(await world.live("worker")).toContain("v2");
		expect(await world.ask(async (app) => (await app.status("shop", null)).places[0]?.resting)).toEqual([]);
	});

	test("a run is parked by whoever asks, not by whoever started it, and is shown although it holds no lock while it bakes", async () => {
		world = await createWorld({ place: { bake: "5m" } });
		const run = world.start(["run", "shop", "--yes"]);
		await until("the bake", () => run.printed().includes("Watching its signals"));
		run.kill("SIGINT");
		await run.ended;
		const { id } = (await world.newest()).run;
		expect(await world.ask((app) => app.park(id), "bea@desk")).toMatchObject({ ok: true });
		await world.ask((app) => app.work(id, AbortSignal.timeout(30_000)));
		const { places } = await world.ask((app) => app.status("shop", null));
		expect(places).toMatchObject([
			{ lock: null, resting: [{ run: id, status: "parked", by: "bea@desk", at: expect.stringMatching(/^before look \d+ of 60$/) }] },
		]);
	});

	test("Ctrl-C while signals are watched leaves at once; resume watches to the end", async () => {
		world = await createWorld({ place: { bake: "4s" } });
		const run = world.start(["run", "shop", "--yes"]);
		await until("the bake", () => run.printed().includes("Watching its signals"));
		run.kill("SIGINT");
		const left = await run.ended;
		expect(left.code).toBe(130);
		expect(left.stderr).toContain("Every step is done");
		const { run: resting } = await world.newest();
		const resumed = await world.json(["resume", resting.id]);
		expect(resumed).toMatchObject({ code: 0, value: { type: "run.finished", status: "succeeded" } });
		expect(await world.deploys()).toHaveLength(2);
	});

	test("Ctrl-C while the service is not well yet parks long before its settle time is over; resume proves it", async () => {
		world = await createWorld({ place: { settle: "5m", bake: "0s" } });
		world.health = 500;
		const run = world.start(["run", "shop", "--yes", "--json"]);
		await until("the proof", () => run.printed().includes("verification.started"));
		run.kill("SIGINT");
		const left = await run.ended;
		expect(left.code).toBe(130);
		expect(left.stderr).toContain("Every step is done; parking before the service is proven well.");
		const { run: parked } = await world.newest();
		expect(parked.status).toBe("parked");
		world.health = 200;
		expect(await world.json(["resume", parked.id])).toMatchObject({ code: 0, value: { status: "succeeded" } });
		expect(await world.deploys()).toHaveLength(2);
	});

	test("a run that is cancelled while the service is not well yet leaves the release it came from as bad and held", async () => {
		world = await createWorld({ place: { settle: "5m" } });
		world.health = 500;
		const run = world.start(["run", "shop", "--yes"]);
		await until("the step's end", async () => (await world.deploys()).length > 1);
		const cancelled = await world.backout(["cancel", (await world.newest()).run.id]);
		expect(cancelled.code).toBe(0);
		expect(cancelled.all).toContain("every step had landed");
		await run.ended;
		const { places } = await world.ask((app) => app.status("shop", null));
		expect(places).toMatchObject([{ lock: null, hold: { reason: expect.stringContaining("v3 was rolled back") } }]);
		const history = await world.ask((app) => app.history(SHOP, 9));
		expect(history.find(({ release }) => release.id === "v3")?.release.standing).toBe("bad");
	});

	test("a reader that goes away does not end the run", async () => {
		world = await createWorld();
		await world.write("slow-api", "1");
		const run = world.start(["run", "shop", "--yes"]);
		await until("the step", async () => (await world.deploys()).length > 0);
		run.child.stdout?.destroy();
		expect((await run.ended).code).toBe(0);
		expect((await world.newest()).run.status).toBe("succeeded");
	});
});
