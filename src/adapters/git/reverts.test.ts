import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Commit } from "./history.ts";
import { revertsTo } from "./reverts.ts";

/** A line of commits, newest first, one for each tree. */
function line(...trees: readonly string[]): readonly Commit[] {
	return trees.map((tree, at) => ({
		id: `commit-${trees.length - at}`,
		parents: [],
		tree,
		committedAt: "2026-01-01T00:00:00.000Z",
		author: "Ana",
		step: null,
		subject: "",
	}));
}

const summary = (trees: readonly string[], to: string) =>
	revertsTo(line(...trees), { tree: to }).map(({ commit, tree }) => [commit.id, tree]);

describe("the reverts that bring old content back", () => {
	test("take each commit back, newest first", () => {
		expect(summary(["c", "b"], "a")).toEqual([
			["commit-2", "b"],
			["commit-1", "a"],
		]);
	});

	test("leave out a change that was taken back already", () => {
		expect(summary(["b", "c", "b"], "a")).toEqual([["commit-1", "a"]]);
	});

	test("are none when the content is that of the release already", () => {
		expect(summary(["a", "b"], "a")).toEqual([]);
		expect(summary([], "a")).toEqual([]);
	});

	test("stop as soon as the content is there, even in the middle of the line", () => {
		expect(summary(["c", "a", "b"], "a")).toEqual([["commit-3", "a"]]);
	});

	test("always end at the release's content, each one beginning where the last one ended, none for nothing", () => {
		const trees = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 12 });
		fc.assert(
			fc.property(trees, (contents) => {
				let content: string = contents[0] ?? "a";
				for (const { commit, tree } of revertsTo(line(...contents), { tree: "a" })) {
					expect(commit.tree).toBe(content);
					expect(tree).not.toBe(content);
					content = tree;
				}
				expect(content).toBe("a");
			}),
		);
	});
});
