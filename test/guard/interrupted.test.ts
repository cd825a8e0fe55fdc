import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type UnderWay, until } from "../world/command-line.ts";
import { bad, createGuardedWorld, guard, layWorker } from "../world/guarded.ts";
import { SHOP, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const start = (...words: readonly string[]): UnderWay => world.start(["guard", "shop", ...words]);
const says = (command: UnderWay, words: string) => until(words, () => command.printed().includes(words));
const isThere = (file: string) => until(file, () => existsSync(join(world.directory, file)));
const open = async () => (await world.ask((app) => app.openGuards(SHOP)))[0] ?? null;

/** Kills the command as the out-of-memory killer would, and returns the guard that it leaves. */
async function killed(command: UnderWay): Promise<string> {
	command.kill("SIGKILL");
	await command.ended;
	const left = await until("the guard", open);
	expect(left.isLeft).toBe(true);
	return left.guard.id;
}

const resumed = (id: string) => world.json(["resume", id]);

describe("Ctrl-C", () => {
	test("before the deploy: nothing is done, exit 130", async () => {
		world = await createGuardedWorld({ place: { guard: { backup: ["sh", "-c", "touch backing-up; sleep 30"] } } });
		const command = start("--", "./ship.sh", "v3");
		await isThere("backing-up");
		command.kill("SIGINT");
		const { code, all } = await command.ended;
		expect(code).toBe(130);
		expect(all).toContain("interrupted before the deploy; nothing was done");
		expect([await world.live(), await open()]).toEqual(["v2", null]);
	});

	test("during the deploy: its processes are ended, and what it changed is taken back, exit 6", async () => {
		world = await createGuardedWorld({ targets: ["api", "worker"] });
		await layWorker(world);
		const command = start("--", "./ship.sh", "v3", "slow-half");
		await isThere("shipping");
		command.kill("SIGTERM");
		const { code, all } = await command.ended;
		expect(code).toBe(6);
		expect(all).toContain("the deploy was interrupted after it had changed api");
		expect((await world.ask((app) => app.status("shop", null))).places[0]?.hold).toBeNull();
		expect(await world.live()).toBe("v2");
		const tool = Number(await world.read("shipping"));
		expect(() => process.kill(tool, 0)).toThrow();
	});

	test("during the deploy, before it changed anything: exit 130", async () => {
		world = await createGuardedWorld();
		const command = start("--", "./ship.sh", "v3", "slow");
		await isThere("shipping");
		command.kill("SIGINT");
		const { code, all } = await command.ended;
		expect(code).toBe(130);
		expect(all).toContain("no target changed: v2 still runs");
		expect(await open()).toBeNull();
	});

	test("while it is watched: the release runs on, and resume judges it", async () => {
		world = await createGuardedWorld();
		const command = start("--watch-for", "1m", "--", "./ship.sh", "v3");
		await says(command, "well");
		command.kill("SIGINT");
		const { code, all } = await command.ended;
		expect(code).toBe(130);
		const [id = ""] = /guard-\w+/.exec(all) ?? [];
		expect(all).toContain(`go on with: backout resume ${id}`);
		await bad(world, "v3");
		expect(await resumed(id)).toMatchObject({ code: 6, value: { outcome: "rolled-back" } });
		expect(await world.live()).toBe("v2");
	});
});

describe("a runner that dies", () => {
	test("before the deploy has done nothing, and the next guard goes on as if it had not been", async () => {
		world = await createGuardedWorld({ place: { guard: { backup: ["sh", "-c", "[ -e again ] || { touch backing-up; sleep 30; }"] } } });
		const command = start("--", "./ship.sh", "v3");
		await isThere("backing-up");
		const id = await killed(command);
		await world.write("again", "");
		const done = await guard(world, "--watch-for", "1s", "--", "./ship.sh", "v3");
		expect(done).toMatchObject({ code: 0, value: { outcome: "good" } });
		expect(done.lines).toContainEqual(expect.objectContaining({ type: "guard.finished", guard: id, outcome: "interrupted" }));
	});

	test("during the deploy: the tool that outlived it is ended, and what it changed is taken back", async () => {
		world = await createGuardedWorld({ targets: ["api", "worker"] });
		await layWorker(world);
		const command = start("--", "./ship.sh", "v3", "slow-half");
		await isThere("shipping");
		const id = await killed(command);
		const tool = Number(await world.read("shipping"));
		expect(process.kill(tool, 0)).toBe(true);
		expect((await world.backout(["status", "shop"])).stdout).toContain(`nobody carries it on: backout resume ${id}`);
		const done = await resumed(id);
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back", text: expect.stringContaining("its runner died") } });
		expect([await world.live("api"), await world.live("worker")]).toEqual(["v2", "v2"]);
		expect(() => process.kill(tool, 0)).toThrow();
	});

	test("right after the deploy, while the new release does not answer yet", async () => {
		world = await createGuardedWorld({ place: { settle: "20s" } });
		await bad(world, "v3");
		const command = start("--watch-for", "5s", "--", "./ship.sh", "v3");
		await says(command, "Deployed");
		const id = await killed(command);
		expect(await world.live()).toBe("v3");
		await bad(world);
		expect(await resumed(id)).toMatchObject({ code: 0, value: { outcome: "good", release: { id: "v3" } } });
	});

	test("while it watches: the next guard finishes its watch first, and is then refused when the release was bad", async () => {
		world = await createGuardedWorld();
		const command = start("--watch-for", "4s", "--", "./ship.sh", "v3");
		await says(command, "well");
		const id = await killed(command);
		await bad(world, "v3");
		const next = await guard(world, "--watch-for", "1s", "--", "./ship.sh", "v4");
		expect(next.lines).toContainEqual(expect.objectContaining({ type: "guard.finished", guard: id, outcome: "rolled-back" }));
		expect(next).toMatchObject({ code: 3, value: { outcome: "refused", refused: { rule: "deploys-held" } } });
		expect(await world.live()).toBe("v2");
	});

	test("while it watches, long ago: the time is over, one look decides", async () => {
		world = await createGuardedWorld();
		const command = start("--watch-for", "2s", "--", "./ship.sh", "v3");
		await says(command, "well");
		const id = await killed(command);
		await new Promise((wake) => setTimeout(wake, 2_500));
		const done = await resumed(id);
		expect(done).toMatchObject({ code: 0, value: { outcome: "good" } });
		expect(done.lines.filter((line) => JSON.stringify(line).includes('"guard.looked"'))).toHaveLength(1);
	});

	test("while it rolls back: the same run is gone on with, and nothing is applied twice", async () => {
		world = await createGuardedWorld();
		await bad(world, "v3");
		await world.write("slow-api", "3");
		const command = start("--watch-for", "30s", "--", "./ship.sh", "v3");
		await until("the rollback", async () => (await world.deploys()).length > 0);
		const id = await killed(command);
		const done = await resumed(id);
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back" } });
		expect(await world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
		expect(await world.live()).toBe("v2");
		expect(await open()).toBeNull();
	});
});

test("while one guard is at it, another is refused, and so is its resume", async () => {
	world = await createGuardedWorld();
	const command = start("--watch-for", "1m", "--", "./ship.sh", "v3");
	await says(command, "well");
	const second = await guard(world, "--", "./ship.sh", "v4");
	expect(second).toMatchObject({ code: 3, value: { refused: { rule: "already-guarded" } } });
	const { guard: first } = await until("the guard", open);
	expect(await resumed(first.id)).toMatchObject({ code: 1, value: { error: { code: "guard.still-alive" } } });
	command.kill("SIGINT");
	await command.ended;
});

test("a release that somebody deployed over is not judged, and one that somebody rolled back counts as rolled back", async () => {
	world = await createGuardedWorld();
	const command = start("--watch-for", "1m", "--", "./ship.sh", "v3");
	await says(command, "well");
	const id = await killed(command);
	expect((await world.backout(["run", "shop", "--yes", "--to", "v2"])).code).toBe(0);
	expect(await resumed(id)).toMatchObject({
		code: 6,
		value: { outcome: "rolled-back", text: expect.stringContaining("meanwhile by run") },
	});
});
