import { describe, expect, test } from "vitest";
import type { Alias } from "./alias.ts";
import { observeMove } from "./observe.ts";
import type { MovePayload } from "./payload.ts";
import { proposeReturn, type Seen } from "./steps.ts";
import { releaseOf, type Version } from "./version.ts";

const place = { function: "resize", alias: "live", region: "eu-west-1" };
const alias: Alias = { name: "live", version: "3", weights: {}, revisionId: "r1" };
const version: Version = {
	version: "2",
	description: "v2",
	codeSha256: null,
	publishedAt: null,
	runtime: null,
	state: "Active",
	stateReason: null,
	hasSnapStart: false,
	layers: [],
};
const warm = { wanted: 5, ready: 2, status: "IN_PROGRESS", reason: null };
const propose = (changes: Partial<Seen> = {}) =>
	proposeReturn({ kind: "return", to: releaseOf(version, null) }, { alias, wanted: version, provisioned: null, ...changes }, place);

describe("returning an alias", () => {
	test("is one update under the alias's revision", () => {
		const proposal = propose();
		if (proposal.kind !== "steps") throw new Error("no steps");
		expect(proposal.steps[0]?.command).toBe(
			`aws lambda update-alias --function-name resize --name live --function-version 2 --routing-config '{"AdditionalVersionWeights":{}}' --revision-id r1 --region eu-west-1`,
		);
	});

	test("is refused for a version that is gone or cannot be invoked", () => {
		expect(propose({ wanted: null })).toMatchObject({ kind: "refused", rule: "version-gone" });
		expect(propose({ wanted: { ...version, state: "Failed", stateReason: "the image is gone" } })).toMatchObject({
			rule: "version-failed",
			reason: expect.stringContaining("the image is gone"),
		});
	});

	test("warns of warm instances and of a version that was put away, and names layers and SnapStart", () => {
		const proposal = propose({ provisioned: warm, wanted: { ...version, state: "Inactive", hasSnapStart: true, layers: ["a"] } });
		if (proposal.kind !== "steps") throw new Error("no steps");
		expect(proposal.warnings.join(" ")).toMatch(/5 instances warm.*put it away/);
		expect(proposal.notChanged[0]).toContain("its layer and its SnapStart snapshot");
	});
});

describe("a moved alias", () => {
	const payload: MovePayload = {
		kind: "move",
		function: "resize",
		alias: "live",
		from: { version: "3", weights: {} },
		to: { version: "2", weights: {} },
	};
	const there = { ...alias, version: "2" };

	test("has landed when its warm instances are ready, or when Lambda gave them up", () => {
		expect(observeMove(payload, there, null).state).toBe("landed");
		expect(observeMove(payload, there, warm)).toEqual({
			state: "landing",
			detail: "the alias points at version 2; 2 of 5 instances are warm",
		});
		expect(observeMove(payload, there, { ...warm, status: "READY" }).state).toBe("landed");
		expect(observeMove(payload, there, { ...warm, status: "FAILED", reason: "no capacity" })).toMatchObject({
			state: "landed",
			detail: expect.stringContaining("no capacity"),
		});
	});

	test("with weights on it is somebody else's", () => {
		expect(observeMove(payload, { ...there, weights: { "3": 0.1 } }, null).state).toBe("unknown");
	});
});

test("a description of one word is the label, a commit is the commit, a sentence is the cause", () => {
	expect(releaseOf(version, null)).toMatchObject({ label: "v2", commit: null });
	expect(releaseOf({ ...version, description: "a1b2c3d4e5" }, null)).toMatchObject({ commit: "a1b2c3d4e5" });
	expect(releaseOf({ ...version, description: "hot fix for carts" }, null)).toMatchObject({
		label: "version 2",
		notes: { cause: "hot fix for carts" },
	});
});
