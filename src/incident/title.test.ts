import { expect, test } from "vitest";
import { decidingAssessment } from "../testing/case-file.ts";
import { incidentTitle } from "./title.ts";

test("an incident is called by where, what and since which release", () => {
	expect(incidentTitle(decidingAssessment())).toBe("checkout in production: 8 % of 412 requests failed (before: 0.2 % of 3,980) since v2");
});

test("hostile text stays on one line of at most 140 characters and the release stays readable", () => {
	const reasons = [{ rule: "r", text: `a\n# b ${"x".repeat(500)}`, evidence: null }];
	const title = incidentTitle(decidingAssessment({ decision: { ...decidingAssessment().decision, reasons } }));
	expect(title).toHaveLength(140);
	expect(title).not.toContain("\n");
	expect(title.endsWith("… since v2")).toBe(true);
});

test("without a reason the alert gives the title", () => {
	expect(incidentTitle(decidingAssessment({ decision: { ...decidingAssessment().decision, reasons: [] }, current: null }))).toBe(
		"checkout in production: errors rose after a deploy",
	);
});
