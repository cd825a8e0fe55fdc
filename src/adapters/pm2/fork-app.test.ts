import { afterAll, beforeAll, expect, test } from "vitest";
import type { VersionedTarget } from "../../core/adapter.ts";
import { bringAbout, stepsOf } from "../../testing/step-driver.ts";
import { connectTo, type Pm2World, startWorld } from "./world.ts";

let world: Pm2World;
let target: VersionedTarget;
beforeAll(async () => {
	world = await startWorld({ through: "link", mode: "fork", instances: 1 });
	target = await connectTo(world.directory, world.config);
	await world.addRelease("broken", 5);
});
afterAll(async () => {
	await world.dispose();
});

const go = async (id: string) => {
	const to = (await target.history(9)).find((release) => release.id === id);
	if (!to) throw new Error(`${id} is not listed`);
	const proposal = await target.propose({ kind: "return", to });
	await bringAbout(target, stepsOf("pm2", proposal));
	return proposal;
};

test("the way back from a fallen release is open, and the fall is told with its last words", async () => {
	await expect(go("broken")).rejects.toThrow(/broken: instance 0 (?:is errored|fell over).*release broken cannot start/s);
	expect((await target.current()).id).toBe("broken");
	const proposal = await go("v3");
	expect(await world.live()).toBe("v3");
	if (proposal.kind !== "steps") throw new Error("expected steps");
	expect(proposal.warnings).toEqual(["shop-api runs in fork mode: each instance is stopped and started, requests in between are refused"]);
});
