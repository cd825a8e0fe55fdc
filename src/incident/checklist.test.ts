import { expect, test } from "vitest";
import type { CaseFile } from "../core/report.ts";
import type { ChecklistItem } from "../core/review.ts";
import { decidingAssessment, entryOf, exampleIncident, journal, rollbackPlan, rollbackRun } from "../testing/case-file.ts";
import { healthyCase } from "../testing/healthy-case.ts";
import { unhealthyCase } from "../testing/unhealthy-case.ts";
import { checklist } from "./checklist.ts";

function item(file: CaseFile, id: string): Pick<ChecklistItem, "state" | "evidence"> {
	const found = checklist(file).find((each) => each.id === id);
	if (found === undefined) throw new Error(`no item ${id}`);
	return { state: found.state, evidence: found.evidence };
}

test("every window of the runbooks has items, in the order they are due, and no id twice", () => {
	const items = checklist(healthyCase());
	expect([...new Set(items.map(({ window }) => window))]).toEqual(["before", "during", "5-minutes", "1-hour", "24-hours", "long-term"]);
	expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
});

test("what was seen is ticked with its evidence", () => {
	const file = healthyCase();
	expect(item(file, "rollback-helps")).toEqual({ state: "done", evidence: "decided: roll back by rule error-rate-above-act" });
	expect(item(file, "code")).toEqual({ state: "done", evidence: "1 of 1 step done at 03:13:04" });
	expect(item(file, "health-checks")).toEqual({ state: "done", evidence: "1 of 1 health check passes at 03:15:20" });
	expect(item(file, "errors-dropping")).toEqual({ state: "done", evidence: "errors 0.2 % of 410 requests (was 8 % of 412 requests)" });
	expect(item(file, "logs-kept")).toEqual({ state: "done", evidence: "2 files kept before the first write" });
});

test("what is not well stays open and says what is wrong", () => {
	const file = unhealthyCase();
	expect(item(file, "health-checks")).toEqual({
		state: "open",
		evidence: "0 of 1 health check passes at 03:13:35; health: the check fails: HTTP 503",
	});
	expect(item(file, "service-verified").state).toBe("open");
	expect(item(file, "logs-kept")).toEqual({ state: "open", evidence: "kept 1, could not keep compose-ps.json" });
});

test("what only a person can know is left to a person", () => {
	expect(item(healthyCase(), "root-cause")).toEqual({ state: "person", evidence: null });
	expect(item(healthyCase(), "backup")).toEqual({ state: "person", evidence: "no backup adapter is configured" });
});

test("a person's tick counts, with who and when", () => {
	const file = { ...healthyCase(), entries: [entryOf(9, "03:20:00", "checked", "called support", "stakeholders-told")] };
	expect(item(file, "stakeholders-told")).toEqual({ state: "done", evidence: "ticked off by ana@laptop at 03:20:00: called support" });
});

test("a post-mortem is asked for by P0 and P1, due the next day", () => {
	expect(item(healthyCase(), "post-mortem")).toEqual({ state: "person", evidence: "due 2026-11-22" });
	expect(item({ ...healthyCase(), incident: exampleIncident({ severity: "P3" }) }, "post-mortem").state).toBe("not-needed");
});

test("a step that failed leaves the code open with what the platform said", () => {
	const events = journal("run-1", [
		"03:13:02",
		{ type: "step.failed", step: "1-api-switch", detail: "pm2 is not running", fix: "Start pm2." },
	]);
	const file = { ...healthyCase(), runs: [{ run: rollbackRun({ status: "failed" }), plan: rollbackPlan(), events }] };
	expect(item(file, "code")).toEqual({
		state: "open",
		evidence: "0 of 1 step done; Point app shop-api at releases/v1: pm2 is not running",
	});
	expect(item(file, "access")).toEqual({ state: "open", evidence: "not proved on api, cache" });
});

test("stated corruption asks for writes to be stopped", () => {
	const file = { ...healthyCase(), assessments: [decidingAssessment({ facts: ["corruption"] })] };
	expect(item(file, "traffic-stopped")).toEqual({ state: "person", evidence: "data is at risk: stop writes before anything else" });
});

test("a case with no run and no assessment claims nothing", () => {
	const items = checklist({ incident: exampleIncident({ owner: null }), entries: [], assessments: [], runs: [] });
	expect(items.filter(({ state }) => state === "done")).toEqual([]);
});
