import { expect, test } from "vitest";
import type { Assessment, DecisionAction } from "../core/assessment.ts";
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

test("a sentence of the judge is joined with the release, and not told twice since when", () => {
	const titled = (text: string) => {
		const reasons = [{ rule: "judge-bad", text, evidence: null }];
		return incidentTitle(decidingAssessment({ decision: { ...decidingAssessment().decision, reasons } }));
	};
	expect(titled("2.4 % of requests fail (before: 0.2 %) since the deploy.")).toBe(
		"checkout in production: 2.4 % of requests fail (before: 0.2 %) since v2",
	);
	expect(titled("1.5 % of requests fail (before: 0.2 %) from 40 s after the deploy on.")).toBe(
		"checkout in production: 1.5 % of requests fail (before: 0.2 %) from 40 s after the deploy of v2 on",
	);
	expect(titled("Errors rose.")).toBe("checkout in production: Errors rose since v2");
});

test("a sentence that is too long is cut where a clause ends, not inside a word or a bracket", () => {
	const titled = (text: string) => {
		const reasons = [{ rule: "r", text, evidence: null }];
		return incidentTitle(decidingAssessment({ decision: { ...decidingAssessment().decision, reasons } }));
	};
	expect(
		titled(
			"7.2 % of requests fail (in the 3 h before: 0.2 %) since the deploy; pay, which it calls, explains 100 % of it: fix that, a rollback would not help.",
		),
	).toBe("checkout in production: 7.2 % of requests fail since the deploy of v2; pay, which it calls, explains 100 % of it");
	expect(
		titled(
			"Not enough evidence: errors: 0 % of 2 requests failed (in the 10 min before: 0 % of 30): fewer than 20 requests are not enough evidence.",
		),
	).toBe(
		"checkout in production: Not enough evidence: errors: 0 % of 2 requests failed: fewer than 20 requests are not enough evidence since v2",
	);
});

test("only a release that is to blame, from a time that is known, is what it has been wrong since", () => {
	const titled = (action: DecisionAction, text: string, change: Partial<Assessment> = {}) => {
		const reasons = [{ rule: "r", text, evidence: null }];
		return incidentTitle(decidingAssessment({ decision: { ...decidingAssessment().decision, action, reasons }, ...change }));
	};
	expect(titled("investigate", "Not enough evidence: errors: the error rate is not known: Prometheus: no answer.")).toBe(
		"checkout in production: Not enough evidence: errors: the error rate is not known: Prometheus: no answer (v2 runs)",
	);
	expect(titled("investigate", "v2 had run for 2 d 2 h when the trouble began.")).toBe(
		"checkout in production: v2 had run for 2 d 2 h when the trouble began",
	);
	expect(titled("roll-back", "Errors rose.", { deployedAt: null })).toBe("checkout in production: Errors rose (v2 runs)");
});

test("a name before a colon is no clause's end, and words are cut between them", () => {
	const text = `Not enough evidence: Prometheus: ${"no answer came ".repeat(20)}`;
	const reasons = [{ rule: "r", text, evidence: null }];
	const title = incidentTitle(decidingAssessment({ decision: { ...decidingAssessment().decision, reasons } }));
	expect(title).toMatch(/Prometheus: no answer.* (no|answer|came)… since v2$/);
});
