import { describe, expect, test } from "vitest";
import type { Commit } from "./history.ts";
import { labelOf, matches, releasesOf } from "./releases.ts";

function made(id: string, tree: string, minute: number, step: string | null = null): Commit {
	return { id, parents: [], tree, committedAt: `2026-01-01T00:0${minute}:00.000Z`, author: "Ana", step, subject: id };
}

const facts = { tags: [], tagPattern: "*" };

describe("the releases of a branch", () => {
	test("are its commits, newest first, labelled by tags", () => {
		const releases = releasesOf({ ...facts, commits: [made("B", "b", 2), made("A", "a", 1)], tags: [{ name: "v1", commit: "A" }] });
		expect(releases.map(({ id, label, deployedAt }) => [id, label, deployedAt])).toEqual([
			["B", null, "2026-01-01T00:02:00.000Z"],
			["A", "v1", "2026-01-01T00:01:00.000Z"],
		]);
	});

	test("come back under their first id when a revert gives their content back", () => {
		const releases = releasesOf({
			...facts,
			commits: [made("R", "a", 3), made("B", "b", 2), made("A", "a", 1)],
			tags: [{ name: "v1", commit: "A" }],
		});
		expect(releases.map(({ id, label, deployedAt }) => [id, label, deployedAt])).toEqual([
			["A", "v1", "2026-01-01T00:03:00.000Z"],
			["B", null, "2026-01-01T00:02:00.000Z"],
		]);
	});

	test("do not count the content that reverts pushed together only passed through", () => {
		const commits = [made("R1", "a", 4, "key"), made("R2", "b", 4, "key"), made("C", "c", 3), made("B", "b", 2), made("A", "a", 1)];
		const releases = releasesOf({ ...facts, commits });
		expect(releases.map(({ id, deployedAt }) => [id, deployedAt])).toEqual([
			["A", "2026-01-01T00:04:00.000Z"],
			["C", "2026-01-01T00:03:00.000Z"],
			["B", "2026-01-01T00:02:00.000Z"],
		]);
	});
});

test("of several tags the highest that fits the pattern is the label", () => {
	const tags = ["v1.9", "v1.10", "latest"].map((name) => ({ name, commit: "A" }));
	expect(labelOf("A", { tags, tagPattern: "v*" })).toBe("v1.10");
	expect(labelOf("A", { tags, tagPattern: "release-*" })).toBeNull();
	expect(labelOf("B", { tags, tagPattern: "*" })).toBeNull();
});

test.each([
	["v1.2", "v*", true],
	["v1.2", "*", true],
	["v1.2", "v1.2", true],
	["v1.2", "v1", false],
	["shop-v1-eu", "shop-*-eu", true],
	["shop-eu", "shop-*-eu", false],
	["aXbXc", "a*b*c", true],
	["aXc", "a*b*c", false],
	["ab", "ab*b", false],
	["v1", "v.", false],
])("%j fits the pattern %j: %s", (name, pattern, fits) => {
	expect(matches(name, pattern)).toBe(fits);
});
