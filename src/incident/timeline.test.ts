import { expect, test } from "vitest";
import { at, decidingAssessment, entryOf, journal, rollbackPlan, rollbackRun } from "../testing/case-file.ts";
import { healthyCase } from "../testing/healthy-case.ts";
import { unhealthyCase } from "../testing/unhealthy-case.ts";
import { timeline } from "./timeline.ts";

test("entries, alerts, assessments and a run's events are one list in time order, with who did what", () => {
	const lines = timeline(healthyCase()).map(({ time, who, what }) => `${time.slice(11, 19)} ${who}: ${what}`);
	expect(lines).toEqual([
		"03:11:58 ana@laptop: Incident opened: errors rose after a deploy",
		"03:12:00 Backout: Decided: roll-back (P1): 8 % of 412 requests failed (before: 0.2 % of 3,980)",
		"03:12:40 ana@laptop: Acknowledged: on it",
		"03:13:00 ana@laptop: Rollback v2 → v1 asked for: 8 % errors since v2",
		"03:13:01 Backout: Kept 2 evidence files before the first write",
		"03:13:04 Backout: Point app shop-api at releases/v1: done in 3.1 s: 2 of 2 processes online",
		"03:13:05 Backout: Clear the product cache: done in 900 ms: 1,204 keys removed",
		"03:13:05 Backout: Told incidents",
		"03:13:20 Backout: Verified, healthy: errors 0.2 % of 410 requests (limit 1 %), p95 84 ms (before 80 ms), 1 of 1 check passes",
		"03:13:20 Backout: Watching until 03:15:20",
		"03:15:20 Backout: End of the watch, healthy: stayed well over 60 looks; last: errors 0.2 % of 410 requests (limit 1 %)",
		"03:15:20 Backout: Run succeeded after 2 min 20 s: checkout runs v1 again.",
		"03:16:00 ana@laptop: Note: customers told on the status page",
	]);
});

test("a watch that decides the same again and again is told once, and a change of mind is told", () => {
	const wait = decidingAssessment({ decision: { ...decidingAssessment().decision, action: "investigate" } });
	const assessments = [wait, { ...wait, id: "as-2" }, decidingAssessment({ id: "as-3", at: at("03:12:30") })];
	const decided = timeline({ ...healthyCase(), assessments, runs: [] }).filter(({ source }) => source === "assessment");
	expect(decided.map(({ what }) => what.split(":")[1]?.trim())).toEqual(["investigate (P1)", "roll-back (P1)"]);
});

test("an alert or an assessment that the incident tells of itself is not told twice", () => {
	const entries = [entryOf(1, "03:11:58", "alert", "errors rose", "al-1"), entryOf(2, "03:12:00", "assessment", "roll-back", "as-1")];
	const lines = timeline({ ...healthyCase(), entries, runs: [] });
	expect(lines.map(({ what }) => what.split(":")[0])).toEqual(["Alert", "Decided"]);
});

test("an alert that the incident does not tell of gets its own line, by who sent it", () => {
	const lines = timeline({ ...healthyCase(), entries: [], runs: [] }).map(({ who, what }) => `${who}: ${what}`);
	expect(lines[0]).toBe("check: Alert: errors rose after a deploy");
});

test("a step whose end was never recorded is shown as such", () => {
	const events = journal("run-1", ["03:13:01", { type: "step.started", step: "1-api-switch", title: "Point app shop-api at releases/v1" }]);
	const lines = timeline({ ...healthyCase(), entries: [], assessments: [], runs: [{ run: rollbackRun(), plan: rollbackPlan(), events }] });
	expect(lines.map(({ what }) => what)).toEqual(["Point app shop-api at releases/v1: started, end not recorded"]);
});

test("approvals, refusals and break-glass are told with the person and the step's title", () => {
	const events = journal(
		"run-1",
		["03:13:01", { type: "approval.requested", step: "2-cache-flush", risk: "lossy", planHash: "h" }],
		["03:13:09", { type: "approval.given", step: "2-cache-flush", by: "rui", isBreakGlass: true, reason: "site is down" }],
	);
	const lines = timeline({ ...healthyCase(), entries: [], assessments: [], runs: [{ run: rollbackRun(), plan: rollbackPlan(), events }] });
	expect(lines.map(({ who, what }) => `${who}: ${what}`)).toEqual([
		'Backout: Waiting for approval of "Clear the product cache" (lossy)',
		'rui: Approved "Clear the product cache" alone, by break-glass: site is down',
	]);
});

test("a clock that was set back does not shuffle a journal", () => {
	const events = journal(
		"run-1",
		["03:13:05", { type: "run.resumed", by: "ana" }],
		["03:13:01", { type: "run.cancel-requested", by: "rui" }],
	);
	const lines = timeline({ ...healthyCase(), entries: [], assessments: [], runs: [{ run: rollbackRun(), plan: rollbackPlan(), events }] });
	expect(lines.map(({ who }) => who)).toEqual(["ana", "rui"]);
});

test("a failed rollback tells what was proposed next", () => {
	expect(timeline(unhealthyCase()).map(({ what }) => what)).toContain("Proposed next: clean-redeploy, then people");
});
