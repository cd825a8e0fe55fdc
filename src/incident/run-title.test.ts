import { expect, test } from "vitest";
import { at, decidingAssessment, rollbackPlan } from "../testing/case-file.ts";
import { runTitle } from "./run-title.ts";

const SOON = at("03:20:00");
const decided = decidingAssessment();

test("the reason that was given, with the releases", () => {
	expect(runTitle(rollbackPlan(), "carts are empty", decided, SOON)).toBe("checkout in production: carts are empty (v2 → v1)");
});

test("without a reason what was decided lately of the release that is left", () => {
	expect(runTitle(rollbackPlan(), null, decided, SOON)).toBe(
		"checkout in production: 8 % of 412 requests failed (before: 0.2 % of 3,980) since v2",
	);
});

test("what was decided long ago, of another release, or that all was well, explains nothing: then what the run does", () => {
	const well = decidingAssessment({ decision: { ...decided.decision, action: "none" } });
	const other = decidingAssessment({ current: { id: "v0", label: "v0" } });
	for (const [latest, now] of [
		[decided, at("05:00:00")],
		[well, SOON],
		[other, SOON],
		[null, SOON],
	] as const) {
		expect(runTitle(rollbackPlan(), null, latest, now)).toBe("checkout in production: rolled back, v2 → v1");
	}
	expect(runTitle(rollbackPlan({ kind: "undo" }), null, null, SOON)).toBe("checkout in production: forward again, v2 → v1");
});

test("a stop and what brings it back have one release, which stays", () => {
	const stop = rollbackPlan({ kind: "stop-writes", to: null });
	expect(runTitle(stop, null, null, SOON)).toBe("checkout in production: stopped, v2 stays");
	expect(runTitle(rollbackPlan({ kind: "resume-writes", to: null }), "data is mended", null, SOON)).toBe(
		"checkout in production: data is mended (v2 stays)",
	);
});

test("a hostile reason stays on one line of at most 140 characters", () => {
	const title = runTitle(rollbackPlan(), `# a\n## b ${"x".repeat(300)}`, null, SOON);
	expect(title).toHaveLength(140);
	expect(title).not.toContain("\n");
});
