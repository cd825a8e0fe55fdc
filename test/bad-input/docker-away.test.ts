import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";

const NOWHERE = "unix:///nonexistent/backout-test.sock";

/** Without a `docker` on the machine the tool itself is what is missing: just as clear an error, so nothing is skipped. */
describe("a Docker that is not there", () => {
	let world: World;
	beforeAll(async () => {
		world = await createWorld({ targets: [{ name: "api", compose: { service: "api", project: "shop", host: NOWHERE } }] }, true);
		await world.write("compose.yaml", "services:\n  api:\n    image: shop/api:v2\n");
	});
	afterAll(() => world.remove());

	test("plan is refused: what runs is unknown, and unknown is never safe to change", async () => {
		const plan = await world.json(["plan", "shop", "--to", "v1"]);
		expect(plan).toMatchObject({
			code: 3,
			value: { refused: { rule: "current-unknown", fix: expect.stringContaining("check --live") }, steps: [] },
		});
		expect(await world.json(["run", "shop", "--yes"])).toMatchObject({ code: 3 });
	});

	test("check --live and status name the daemon that does not answer", async () => {
		const check = await world.backout(["check", "--live"]);
		expect(check.code).toBe(1);
		expect(check.all.replace(/\s+/g, " ")).toMatch(/nonexistent\/backout-test\.sock|docker is not installed/);
		const status = await world.json(["status"]);
		expect(status.code).toBe(0);
		expect(status.text("places.0.silent.api")).toMatch(/nonexistent\/backout-test\.sock|docker is not installed/);
	});
});
