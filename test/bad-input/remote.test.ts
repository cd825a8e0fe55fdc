import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitFiles, createPlaces, type GitPlaces, git, pushAuthor } from "../../src/adapters/git/test-world.ts";
import { createWorld, type World } from "../world/world.ts";

describe("a git remote that rejects the push", () => {
	let world: World;
	let places: GitPlaces;
	beforeAll(async () => {
		places = await createPlaces();
		for (const version of ["v1", "v2"]) {
			await commitFiles(places, `release ${version}`, { "release.txt": `${version}\n` });
			await git(places.author, "tag", version);
		}
		await pushAuthor(places);
		const target = { name: "branch", git: { repository: places.clone, tagPattern: "v*", author: "Backout <backout@example.com>" } };
		world = await createWorld({ targets: [target] }, true);
	});
	afterAll(async () => {
		await world.remove();
		await rm(places.root, { recursive: true, force: true });
	});

	test("ends as failed with the remote's own words, the branch where it was and the lock free; without the hook it works", async () => {
		const hook = join(places.remote, "hooks/pre-receive");
		await writeFile(hook, "#!/bin/sh\necho 'main is frozen until Monday' >&2\nexit 1\n");
		await chmod(hook, 0o755);
		const before = await git(places.remote, "rev-parse", "main");
		const run = await world.json(["run", "shop", "--yes", "--to", "v1"]);
		expect(run).toMatchObject({ code: 1, value: { status: "failed" } });
		expect(run.text("detail")).toContain("main is frozen until Monday");
		expect(run.text("fix")).not.toBe("");
		expect(await git(places.remote, "rev-parse", "main")).toBe(before);
		expect(await git(places.clone, "status", "--porcelain")).toBe("");
		expect(await world.ask(async (app) => (await app.status("shop", null)).places[0]?.lock)).toBeNull();

		await rm(hook);
		expect((await world.backout(["run", "shop", "--yes", "--to", "v1"])).code).toBe(0);
		expect(await git(places.remote, "show", "main:release.txt")).toBe("v1");
	});
});
