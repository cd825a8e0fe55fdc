import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, test } from "vitest";
import { eventsOf } from "../../src/core/run-events.ts";
import { execTarget } from "../world/platform.ts";
import { createWorld, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const lock = () => world.ask(async (app) => (await app.status("shop", null)).places[0]?.lock);

describe("tools that are missing, hang or fail", () => {
	test("a missing reading tool: the plan is refused, and check --live names the tool and the fix", async () => {
		world = await createWorld({ targets: ["api"] }, true);
		await world.config({ targets: [execTarget("api", { current: ["platformctl", "current"] })] });
		const plan = await world.json(["plan", "shop"]);
		expect(plan).toMatchObject({ code: 3, value: { refused: { rule: "current-unknown" }, steps: [] } });
		const check = await world.backout(["check", "--live"]);
		expect(check.code).toBe(1);
		expect(check.all.replace(/\s+/g, " ")).toContain("platformctl is not installed or not on the PATH");
		expect(check.all.replace(/\s+/g, " ")).toContain("install platformctl");
	});

	test("a missing deploy tool: the step fails with the fix, nothing moved, the lock is free", async () => {
		world = await createWorld({ targets: ["api"] }, true);
		await world.config({ targets: [execTarget("api", { apply: ["./ship.sh", "{release}"] })] });
		const run = await world.json(["run", "shop", "--yes", "--to", "v2"]);
		expect(run).toMatchObject({ code: 1, value: { status: "failed" } });
		expect(run.text("detail")).toContain("./ship.sh is not installed or not on the PATH");
		expect(run.text("detail")).toContain("Now api runs v3.");
		expect(run.text("fix")).toContain("install ./ship.sh");
		expect(await lock()).toBeNull();
	});

	test("a hung deploy is ended at its deadline with all it started, and the run says what stands where", async () => {
		world = await createWorld({ targets: ["api"] }, true);
		await world.config({ targets: [execTarget("api", { timeout: "1s", repeat: "never" })] });
		await world.write("slow-api", "61.5");
		const run = await world.json(["run", "shop", "--yes", "--to", "v2"]);
		expect(run).toMatchObject({ code: 1, value: { status: "failed" } });
		expect(run.text("detail")).toMatch(/had not ended after 1000 ms|did not land within/);
		expect(run.text("detail")).toContain("Now api runs v3.");
		expect(sleepers("61.5")).toEqual([]);
		expect(await lock()).toBeNull();
	});

	test("a hung reading command is ended at its deadline: the plan is refused instead of hanging", async () => {
		world = await createWorld({ targets: ["api"] }, true);
		await world.config({ targets: [execTarget("api", { current: ["sleep", "62.5"], timeout: "500ms" })] });
		const plan = await world.json(["plan", "shop", "--to", "v2"]);
		expect(plan).toMatchObject({ code: 3, value: { refused: { rule: "current-unknown" } } });
		expect(sleepers("62.5")).toEqual([]);
	});

	test("a tool that says yes and does nothing is not believed", async () => {
		world = await createWorld({ targets: ["api"] }, true);
		await world.config({ targets: [execTarget("api", { timeout: "1s" })] });
		await world.write("noop-api", "");
		const run = await world.json(["run", "shop", "--yes", "--to", "v2"]);
		expect(run).toMatchObject({ code: 1, value: { status: "failed" } });
		expect(run.text("detail")).toContain("did not land within");
		expect(await world.live()).toBe("v3");
	});

	test("what the tool complained about is what the person reads", async () => {
		world = await createWorld();
		await world.write("fail-api", "quota exceeded: 0 of 4 cores left\n");
		const run = await world.json(["run", "shop", "--yes"]);
		expect(run.code).toBe(1);
		const [failed] = eventsOf(await world.newest(), "step.failed");
		expect(failed?.detail).toContain("quota exceeded: 0 of 4 cores left");
		expect(failed?.fix).not.toBe("");
	});
});

/** Processes of the machine that still sleep for the time that only this test asks for. */
function sleepers(seconds: string): readonly string[] {
	return execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
		.split("\n")
		.filter((line) => line.trim() === `sleep ${seconds}`);
}
