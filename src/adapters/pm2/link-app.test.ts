import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { VersionedTarget } from "../../core/adapter.ts";
import { bringAbout, callFor, stepsOf } from "../../testing/step-driver.ts";
import { connectTo, type Pm2World, startWorld } from "./world.ts";

let world: Pm2World;
let target: VersionedTarget;
beforeAll(async () => {
	world = await startWorld({ through: "link", env: { PAYMENT_KEY: "canary-77120" } });
	target = await connectTo(world.directory, world.config);
});
afterAll(async () => {
	await world.dispose();
});

const stepsTo = async (id: string, force = false) => {
	const to = (await target.history(9)).find((release) => release.id === id);
	if (!to) throw new Error(`${id} is not listed`);
	return stepsOf("pm2", await target.propose({ kind: "return", to, force }));
};

test("no value of a variable is in a release, a step or the evidence; its name is", async () => {
	const evidence = await target.evidence(600_000, AbortSignal.timeout(20_000));
	const shown = JSON.stringify([await target.current(), await target.history(9), await stepsTo("v2"), evidence]);
	expect(shown).toContain("PAYMENT_KEY");
	expect(shown).not.toContain("canary-77120");
});

test("while requests come in, none is lost", async () => {
	const answers: string[] = [];
	const traffic = new AbortController();
	const client = (async () => {
		// With a pause: a client that never rests takes the processor from the very reload that it watches.
		while (!traffic.signal.aborted) {
			answers.push(await world.live().catch((fault) => `lost: ${fault}`));
			await sleep(20);
		}
	})();
	await bringAbout(target, await stepsTo("v2"));
	traffic.abort();
	await client;
	expect(new Set(answers)).toEqual(new Set(["v3", "v2"]));
}, 180_000);

test("after a crash half-way through a reload only the rest is reloaded", async () => {
	const [point, reload] = await stepsTo("v1");
	if (!point || !reload) throw new Error("expected two steps");
	await target.apply(point, callFor());
	await world.pm2("reload", "0");
	await expect(target.current()).rejects.toMatchObject({ code: "pm2.mixed-releases" });
	expect(await target.observe(reload, callFor())).toMatchObject({ state: "untouched", detail: "1 of 2 instances run v1" });
	const before = (await world.starts()).length;
	await bringAbout(target, [reload]);
	expect((await world.starts()).length - before).toBe(1);
});

test("what runs is asked of the processes: a symlink that leads elsewhere changes nothing yet", async () => {
	await world.link("v3");
	expect((await target.current()).id).toBe("v1");
	const back = await stepsTo("v1");
	expect(back.map((step) => step.title)[0]).toContain("Point");
	await bringAbout(target, back);
});

test("a forced redeploy starts every process anew", async () => {
	const before = (await world.starts()).length;
	await bringAbout(target, await stepsTo("v1", true));
	expect((await world.starts()).slice(before)).toEqual(["v1", "v1"]);
});

test("a release that is no directory name is refused", async () => {
	const hostile = { id: "../../etc", label: null, commit: null, digest: null, deployedAt: null, unavailable: null };
	expect(await target.propose({ kind: "return", to: hostile })).toMatchObject({ kind: "refused", rule: "bad-release-name" });
});

test("an app that PM2 does not know is told with those it knows", async () => {
	const other = await connectTo(world.directory, { ...world.config, app: "shop-apo" });
	await expect(other.current()).rejects.toThrow("PM2 does not know an app named shop-apo; it knows shop-api");
	expect((await other.check(AbortSignal.timeout(20_000))).filter((finding) => !finding.ok).map((finding) => finding.fix)).toHaveLength(1);
});

test("a config that names a symlink the app does not use is refused", async () => {
	const other = await connectTo(world.directory, { ...world.config, current: "elsewhere" });
	await expect(other.current()).rejects.toMatchObject({ code: "pm2.no-current-link" });
});

test("a missing pm2 is named", async () => {
	const other = await connectTo(world.directory, { ...world.config, bin: "/no/such/pm2" });
	await expect(other.current()).rejects.toMatchObject({ code: "process.tool-not-found" });
});

test("without a daemon none is started, and the releases can still be listed", async () => {
	const home = join(world.directory, "nobody");
	const other = await connectTo(world.directory, { ...world.config, home });
	await expect(other.current()).rejects.toMatchObject({ code: "pm2.daemon-away" });
	expect((await other.history(9)).map((release) => release.id)).toEqual(["v3", "v2", "v1"]);
	await expect(readFile(join(home, "pm2.pid"))).rejects.toThrow();
});

test("when somebody deleted the app, nothing is started behind their back", async () => {
	const [, reload] = await stepsTo("v2");
	if (!reload) throw new Error("expected two steps");
	await world.link("v2");
	await world.pm2("delete", "shop-api");
	expect((await target.observe(reload, callFor())).state).toBe("unknown");
	await expect(target.apply(reload, callFor())).rejects.toMatchObject({ code: "pm2.moved" });
	await rm(join(world.directory, "current"));
});
