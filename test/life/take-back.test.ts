import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitFiles, createPlaces, type GitPlaces, git, pushAuthor } from "../../src/adapters/git/test-world.ts";
import { createWorld, type World } from "../world/world.ts";

describe("a bad commit is named", () => {
	let world: World;
	let places: GitPlaces;
	const commits: Record<string, string> = {};

	beforeAll(async () => {
		places = await createPlaces();
		for (const version of ["v1", "v2", "v3", "v4"]) {
			await commitFiles(places, `release ${version}`, { [`${version}.txt`]: `${version}\n` });
			await git(places.author, "tag", version);
			commits[version] = await git(places.author, "rev-parse", "HEAD");
		}
		await pushAuthor(places);
		const target = { name: "branch", git: { repository: places.clone, tagPattern: "v*", author: "Backout <backout@example.com>" } };
		world = await createWorld({ targets: [target] }, true);
	});
	afterAll(async () => {
		await world.remove();
		await rm(places.root, { recursive: true, force: true });
	});

	const files = () => git(places.remote, "ls-tree", "--name-only", "main");

	test("git takes that commit back alone and keeps what came after it", async () => {
		const plan = await world.json(["plan", "shop", "--commit", commits["v2"] ?? ""]);
		expect(plan.text("to.label")).toContain("without");
		expect((await world.backout(["run", "shop", "--commit", commits["v2"] ?? "", "--yes"])).code).toBe(0);
		expect((await files()).split("\n").filter((name) => name.startsWith("v"))).toEqual(["v1.txt", "v3.txt", "v4.txt"]);
	});

	test("a range takes back all of it but its first end", async () => {
		expect((await world.backout(["run", "shop", "--commit", `${commits["v2"]}..${commits["v4"]}`, "--yes"])).code).toBe(0);
		expect((await files()).split("\n").filter((name) => name.startsWith("v"))).toEqual(["v1.txt"]);
	});

	test("a commit that is not there is refused with the fix", async () => {
		const refused = await world.backout(["plan", "shop", "--commit", "0123456789abcdef0123456789abcdef01234567"]);
		expect([2, 3]).toContain(refused.code);
		expect(refused.all).toContain("fix");
	});
});
