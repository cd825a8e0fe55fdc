import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../runtime/process.ts";
import { testClock } from "../../testing/step-driver.ts";
import { workTreeChanges } from "./changes.ts";
import { commitFiles, connectTo, createPlaces, type GitPlaces, git, mergeFiles, pushAuthor } from "./test-world.ts";

const processes = createProcessRunner({ clock: testClock });
let places: GitPlaces;
let v1 = "";
let v2 = "";

beforeAll(async () => {
	places = await createPlaces();
	v1 = await commitFiles(places, "first", { "src/price.ts": "10\n", "main.tf": "a\n" });
	await commitFiles(places, "Cheaper \u001b[31mcarts\u202e", { "src/price.ts": "9\n", "src/new\nline.ts": "x\n" });
	v2 = await mergeFiles(places, 7, { "main.tf": "b\n", "docs/a.md": "a\n", "package-lock.json": "{}\n" });
	await pushAuthor(places);
	await git(places.clone, "fetch", "--quiet");
}, 60_000);
afterAll(async () => await rm(places.root, { recursive: true, force: true }));

describe("what a release changed", () => {
	test("is read from the branch: every commit and every area", async () => {
		const target = await connectTo(places);
		expect(await target.changes?.(v1, v2)).toMatchObject({
			from: v1,
			to: v2,
			commitCount: 3,
			fileCount: 5,
			areas: { code: 2, infrastructure: 1, dependencies: 1, docs: 1, migrations: 0, config: 0, tests: 0 },
		});
	});
	test("is read from the clone that the config lies in, by short ids too", async () => {
		const changes = await workTreeChanges(join(places.author, "src"), processes, v1.slice(0, 8), v2.slice(0, 8));
		expect(changes).toEqual(await workTreeChanges(places.clone, processes, v1, v2));
		expect(changes?.from).toBe(v1);
	});
	test("shows foreign text as harmless words on one line", async () => {
		const changes = await workTreeChanges(places.author, processes, v1, v2);
		expect(changes?.commits.map(({ subject }) => subject)).toContain("Cheaper [31mcarts");
		expect(changes?.files.map(({ path }) => path)).toContain("src/new line.ts");
	});
	test("of a release against itself is nothing", async () => {
		expect(await workTreeChanges(places.author, processes, v2, v2)).toMatchObject({ commitCount: 0, fileCount: 0, commits: [], files: [] });
	});
	test.each([
		["a commit that is not there", "f".repeat(40)],
		["an option in place of a commit", "--output=/tmp/stolen"],
		["a name in place of a commit", "main"],
		["nothing", ""],
	])("is not known of %s", async (_, from) => {
		expect(await workTreeChanges(places.author, processes, from, v2)).toBeNull();
		expect(await workTreeChanges(places.author, processes, v1, from)).toBeNull();
	});
	test("is not known outside of a clone", async () => {
		const outside = await mkdtemp(join(tmpdir(), "backout-no-clone-"));
		expect(await workTreeChanges(outside, processes, v1, v2)).toBeNull();
		await rm(outside, { recursive: true });
	});
});
