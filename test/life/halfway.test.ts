import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Answer } from "../world/answer.ts";
import { createWorld, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const lives = async () => [await world.live("api"), await world.live("worker")];

/** The first target went back, the second did not. */
async function stoppedHalfWay(): Promise<Answer> {
	world = await createWorld({ targets: ["api", "worker"] });
	await world.write("fail-worker", "no quota left\n");
	const run = await world.json(["run", "shop", "--yes"]);
	expect(run).toMatchObject({ code: 1, value: { type: "run.finished", status: "failed" } });
	expect(await lives()).toEqual(["v2", "v3"]);
	return run;
}

describe("a failure half-way over several targets", () => {
	test("says what is where and how to go on or back; a new plan goes on from there", async () => {
		const failed = await stoppedHalfWay();
		expect(failed.text("detail")).toContain("step 2-worker-apply failed");
		expect(failed.text("detail")).toContain("no quota left");
		expect(failed.text("detail")).toContain("Now api runs v2, worker runs v3.");
		expect(failed.text("fix")).toContain("to go on: backout run shop -e production");
		expect(failed.text("fix")).toContain(`to go back: backout undo ${failed.text("run")}`);

		await rm(join(world.directory, "fail-worker"));
		const on = await world.json(["run", "shop", "-e", "production", "--yes"]);
		expect(on).toMatchObject({ code: 0, value: { status: "succeeded" } });
		expect(await lives()).toEqual(["v2", "v2"]);
		expect(await world.deploys()).toEqual([
			"began api v3 v2",
			"ended api v2",
			"began worker v3 v2",
			"began worker v3 v2",
			"ended worker v2",
		]);
	});

	test("undo goes back: the target that had moved returns, the other is left alone", async () => {
		const failed = await stoppedHalfWay();
		await rm(join(world.directory, "fail-worker"));
		const back = await world.json(["undo", failed.text("run"), "--yes"]);
		expect(back).toMatchObject({ code: 0, value: { status: "succeeded" } });
		expect(await lives()).toEqual(["v3", "v3"]);
		expect((await world.deploys()).filter((line) => line.startsWith("began worker"))).toHaveLength(1);
	});
});

describe("undo", () => {
	test("of a finished run goes forward again, is not called a rollback, and marks nothing bad", async () => {
		world = await createWorld();
		const run = await world.json(["run", "shop", "--yes"]);
		const undone = await world.json(["undo", run.text("run"), "--yes", "--reason", "it was the database"]);
		expect(undone).toMatchObject({ code: 0, value: { status: "succeeded" } });
		expect(await world.live()).toBe("v3");
		expect((await world.newest()).plan.kind).toBe("undo");
		const history = await world.ask((app) => app.history({ service: "shop", environment: "production" }, 9));
		expect(history.find(({ release }) => release.id === "v2")?.release.standing).toBe("good");
	});
});
