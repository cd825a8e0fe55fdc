import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { VersionedTarget } from "../../core/adapter.ts";
import { bringAbout, callFor, stepsOf } from "../../testing/step-driver.ts";
import { parseList } from "./jlist.ts";
import { connectTo, type Pm2World, startWorld } from "./world.ts";

let world: Pm2World;
let target: VersionedTarget;
beforeAll(async () => {
	world = await startWorld({ through: "directory", env: { PAYMENT_KEY: "canary-77120" } });
	target = await connectTo(world.directory, world.config);
	await world.pm2("save");
});
afterAll(async () => {
	await world.dispose();
});

const stepsTo = async (id: string, from: VersionedTarget = target) => {
	const to = (await from.history(9)).find((release) => release.id === id);
	if (!to) throw new Error(`${id} is not listed`);
	return stepsOf("pm2", await from.propose({ kind: "return", to }));
};
const instances = async () => parseList(await world.pm2("jlist", "--silent")).get("shop-api") ?? [];
const keptFiles = async () => (await readdir(world.home)).filter((name) => name.startsWith("backout-switch"));

test("instances, mode and variables are as before, and a reboot starts the same release", async () => {
	const steps = await stepsTo("v2");
	expect(steps.map((step) => step.id)).toEqual(["1-restart", "2-save"]);
	expect(JSON.stringify(steps)).not.toContain("canary-77120");
	await bringAbout(target, steps);
	expect((await instances()).map((one) => [one.mode, one.cwd, one.status])).toEqual(
		Array.from({ length: 2 }, () => ["cluster_mode", join(world.directory, "releases/v2"), "online"]),
	);
	const settings = z.object({ env: z.object({ PAYMENT_KEY: z.string() }) });
	expect((await instances()).map((one) => settings.parse(one.settings).env.PAYMENT_KEY)).toEqual(["canary-77120", "canary-77120"]);
	const saved = z.array(z.looseObject({ pm_cwd: z.string() })).parse(JSON.parse(await readFile(join(world.home, "dump.pm2"), "utf8")));
	expect(new Set(saved.map((one) => one.pm_cwd))).toEqual(new Set([join(world.directory, "releases/v2")]));
	expect(await keptFiles()).toEqual([]);
});

test("cut off between the deletion and the start, the app is started from its kept settings", async () => {
	const [restart] = await stepsTo("v3");
	if (!restart) throw new Error("no step");
	const controller = new AbortController();
	const call = { ...callFor({ signal: controller.signal }), progress: (text: string) => text.startsWith("starting") && controller.abort() };
	await expect(target.apply(restart, { ...call, progress: (text) => void call.progress(text) })).rejects.toThrow();
	expect(await instances()).toEqual([]);
	expect(await target.observe(restart, callFor())).toMatchObject({ state: "untouched" });
	const [file = ""] = await keptFiles();
	expect((await stat(join(world.home, file))).mode & 0o777).toBe(0o600);
	await bringAbout(target, [restart]);
	expect(await world.live()).toBe("v3");
	expect(await keptFiles()).toEqual([]);
});

test("a release whose directory is gone is built again from git, then started", async () => {
	const repository = join(world.directory, "repository");
	await mkdir(repository);
	const server = await readFile(join(world.directory, "releases/v1/server.cjs"), "utf8");
	await writeFile(join(repository, "server.cjs"), server);
	await writeFile(join(repository, "package-lock.json"), "{}");
	const git = async (...args: readonly string[]) =>
		await promisify(execFile)("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: repository });
	await git("init", "-q");
	await git("add", ".");
	await git("commit", "-q", "-m", "one");
	await git("tag", "v1");
	await rm(join(world.directory, "releases/v1"), { recursive: true });
	const rebuild = { repository: "repository", install: ["node", "-e", "require('fs').mkdirSync('node_modules')"] };
	const builder = await connectTo(world.directory, { ...world.config, rebuild });
	const to = { id: "v1", label: "v1", commit: null, digest: null, deployedAt: "2026-01-01T00:00:00.000Z", unavailable: null };
	await mkdir(join(world.directory, "releases/v1.partial"));
	const steps = stepsOf("pm2", await builder.propose({ kind: "return", to }));
	expect(steps.map((step) => step.id)).toEqual(["1-rebuild", "2-restart", "3-save"]);
	await bringAbout(builder, steps);
	expect(await world.live()).toBe("v1");
	expect((await stat(join(world.directory, "releases/v1/node_modules"))).isDirectory()).toBe(true);
	expect((await builder.history(9)).map((release) => release.id)).toEqual(["v3", "v2", "v1"]);
});

test("a rebuild that fails names the command and switches nothing", async () => {
	const builder = await connectTo(world.directory, { ...world.config, rebuild: { repository: "repository", install: ["false"] } });
	const to = { id: "v9", label: "v9", commit: null, digest: null, deployedAt: null, unavailable: null };
	const [rebuild] = stepsOf("pm2", await builder.propose({ kind: "return", to }));
	if (!rebuild) throw new Error("no step");
	await expect(builder.apply(rebuild, callFor())).rejects.toMatchObject({ code: "pm2.rebuild-failed" });
	expect(await world.live()).toBe("v1");
	expect((await builder.observe(rebuild, callFor())).state).toBe("untouched");
});

test("a cluster release that falls over at the start is broken, and the empty log is explained", async () => {
	await world.addRelease("broken", 5);
	const [restart] = await stepsTo("broken");
	if (!restart) throw new Error("no step");
	await expect(bringAbout(target, [restart])).rejects.toThrow(
		/broken: instance \d+ (?:is errored|fell over).*its log is empty: start it by hand/s,
	);
	await bringAbout(target, await stepsTo("v3"));
	expect(await world.live()).toBe("v3");
});
