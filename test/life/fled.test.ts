import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

test("after a rollback in vain the next plan goes further back, and not to the release that was just left; what is printed to go on names the release", async () => {
	world = await createWorld({}, true);
	world.health = 503;
	const first = await world.json(["run", "shop", "--to", "v2", "--yes"]);
	expect(first).toMatchObject({ code: 5, value: { status: "unhealthy" } });
	expect(await world.live()).toBe("v2");
	// As after a failed hotfix that came last: v3 was deployed before v2 came back, and would be the newest older one.
	const next = await world.json(["plan", "shop"]);
	expect(next.at("from.label")).toBe("v2");
	expect(next.at("to.label")).toBe("v1");

	await world.write("fail-api", "no quota left\n");
	const failed = await world.json(["run", "shop", "--yes"]);
	expect(failed.text("fix")).toContain("to go on: backout run shop -e production --to v1");
	await rm(join(world.directory, "fail-api"));
	// By name a person may still have it.
	expect((await world.json(["plan", "shop", "--to", "v3"])).at("to.label")).toBe("v3");
});
