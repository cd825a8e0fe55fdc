import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventsOf } from "../../src/core/run-events.ts";
import type { Answer } from "../world/answer.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

describe("after a good run", () => {
	let world: World;
	let run: Answer;
	beforeAll(async () => {
		world = await createWorld();
		run = await world.json(["run", "shop", "--yes", "--reason", "8 % errors"]);
	});
	afterAll(() => world.remove());

	const standings = () => world.ask(async (app) => (await app.history(SHOP, 9)).map(({ release }) => `${release.id} ${release.standing}`));

	test("the service runs the good release again, the script ran once, and the last line says so", async () => {
		expect(run).toMatchObject({ code: 0, value: { type: "run.finished", status: "succeeded" } });
		expect(await world.live()).toBe("v2");
		expect(await world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
	});

	test("the release that was left is bad, and the verdict latches until a person takes it off", async () => {
		expect(await standings()).toEqual(["v3 bad", "v2 good", "v1 unknown"]);
		const latched = await world.json(["record", "shop", "v3", "--good"]);
		expect(latched).toMatchObject({ code: 3, value: { error: { code: "policy.standing-latched" } } });
		expect(latched.text("error.message")).toMatch(/^v3 of shop in production stays bad \(rolled back by run run-.*: 8 % errors\)/);
		expect(latched.text("error.message")).toContain("Nothing else was told of it.");
		expect(latched.text("error.fix")).toContain("backout record shop v3 -e production --good --override");
		expect(await standings()).toContain("v3 bad");
		const taken = await world.json(["record", "shop", "v3", "--unknown", "--override", "--reason", "the cause was elsewhere"]);
		expect(taken.at("standing")).toBe("unknown");
	});

	test("what is said beside a word that the latch refuses is recorded, and it is said that it is", async () => {
		await world.json(["record", "shop", "v3", "--never", "--reason", "leaked key"]);
		const told = await world.backout(["record", "shop", "v3", "--bad", "--commit", "c0ffee1"]);
		expect(told.code).toBe(3);
		expect(told.stderr.replaceAll(/\s+/g, " ")).toContain(
			"stays never (leaked key), so it was not marked bad. Recorded all the same: its commit c0ffee1",
		);
		const [newest] = await world.ask((app) => app.history(SHOP, 1));
		expect(newest?.release).toMatchObject({ id: "v3", commit: "c0ffee1", standing: "never" });
		expect((await world.backout(["record", "shop", "v3", "--never"])).code).toBe(0);
		expect((await world.backout(["record", "shop", "v3", "--unknown", "--override"])).code).toBe(0);
	});

	test("deploys are held until a person lets them go", async () => {
		const hold = async () => (await world.ask((app) => app.status("shop", null))).places[0]?.hold;
		expect(await hold()).toMatchObject({ by: "ana@laptop", reason: expect.stringContaining("v3 was rolled back") });
		expect((await world.backout(["release", "shop"])).code).toBe(0);
		expect(await hold()).toBeNull();
	});

	test("the report stands as Markdown and JSON, and says what happened", async () => {
		const markdown = run.text("report");
		const text = await readFile(markdown, "utf8");
		for (const part of ["v3", "v2", "8 % errors"]) expect(text).toContain(part);
		const json: unknown = JSON.parse(await readFile(markdown.replace(/\.md$/, ".json"), "utf8"));
		expect(JSON.stringify(json)).toContain(run.text("run"));
	});

	test("the incident's timeline is in order, from who asked to how it ended", async () => {
		const { run: stored } = await world.newest();
		const { timeline } = (await world.ask((app) => app.incident(stored.incident))).review;
		expect(timeline.map(({ time }) => time)).toEqual(timeline.map(({ time }) => time).toSorted());
		expect(timeline.length).toBeGreaterThan(4);
		expect(JSON.stringify(timeline)).toContain("ana@laptop");
		expect(timeline.at(-1)?.what).toContain("v2");
	});

	test("what the rollback would have destroyed is kept, with its content", async () => {
		const [kept] = eventsOf(await world.newest(), "evidence.kept");
		expect(kept?.missing).toEqual([]);
		expect(kept?.files).toHaveLength(2);
		for (const file of kept?.files ?? []) expect(await readFile(file, "utf8")).toContain("v3");
	});

	test("the audit is whole, and a changed word breaks it at its place", async () => {
		expect(await world.json(["audit", "verify"])).toMatchObject({ code: 0, value: { ok: true } });
		const state = new DatabaseSync(join(world.directory, ".backout/state.db"));
		state.exec("update audit set body = replace(body, 'ana@laptop', 'eve@laptop') where seq = 2");
		state.close();
		expect(await world.json(["audit", "verify"])).toMatchObject({ code: 1, value: { ok: false, brokenAt: 2 } });
	});
});
