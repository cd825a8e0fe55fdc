import { describe, expect, test } from "vitest";
import { type BranchSight, stateOf } from "./landing.ts";
import type { PushPayload } from "./payload.ts";

const EXPECTED = "a".repeat(40);
const RESULT = "b".repeat(40);
const OTHER = "c".repeat(40);
const TREE = "d".repeat(40);

function push(landsWhen: PushPayload["landsWhen"], expected: string | null = EXPECTED): PushPayload {
	return {
		landsWhen,
		branch: "main",
		expected,
		base: { branch: "main", head: EXPECTED },
		result: RESULT,
		tree: TREE,
		follow: null,
		commits: [],
	};
}

function sight(head: string | null, more: Partial<BranchSight> = {}): BranchSight {
	return { head, tree: null, containsResult: false, containsExpected: false, containsKey: false, lastChange: "Rui: Fix the tax", ...more };
}

describe("what the remote's branch says of a push", () => {
	test("it is untouched while the branch is where it was", () => {
		expect(stateOf(push("contains"), sight(EXPECTED)).state).toBe("untouched");
		expect(stateOf(push("content", null), sight(null)).state).toBe("untouched");
	});

	test("it has landed when the branch is at the result, or has newer commits on it", () => {
		expect(stateOf(push("contains"), sight(RESULT)).state).toBe("landed");
		const seen = stateOf(push("contains"), sight(OTHER, { containsResult: true, containsExpected: true }));
		expect(seen).toEqual({ state: "landed", detail: "main has bbbbbbbbbb, with newer commits on it (Rui: Fix the tax)" });
	});

	test("it can no longer land when somebody else moved the branch, and says who", () => {
		const seen = stateOf(push("contains"), sight(OTHER, { containsExpected: true }));
		expect(seen.state).toBe("broken");
		expect(seen.detail).toContain("Rui: Fix the tax");
		expect(stateOf(push("contains"), sight(null)).state).toBe("broken");
	});

	test("a reset has not landed when the old head is still in the branch, though the result is in every history of it", () => {
		expect(stateOf(push("exactly"), sight(OTHER, { containsResult: true, containsExpected: true })).state).toBe("broken");
		expect(stateOf(push("exactly"), sight(OTHER, { containsResult: true })).state).toBe("landed");
	});

	test("a step that follows is still to do after somebody else's push, until the branch carries its key", () => {
		const following: PushPayload = { ...push("contains"), follow: { key: "abc" } };
		expect(stateOf(following, sight(OTHER, { containsExpected: true })).state).toBe("untouched");
		expect(stateOf(following, sight(OTHER, { containsExpected: true, containsKey: true })).state).toBe("landed");
		expect(stateOf(following, sight(null)).state).toBe("broken");
	});

	test("a rollback branch has landed when it has the content, whoever made it", () => {
		expect(stateOf(push("content", null), sight(OTHER, { tree: TREE })).state).toBe("landed");
		expect(stateOf(push("content", null), sight(OTHER, { tree: OTHER })).state).toBe("broken");
	});
});
