import { describe, expect, test } from "vitest";
import { assess } from "../../assess/assess.ts";
import { asked, changes, check, errors, judgement, latency } from "../../assess/situations.fixture.ts";
import { createPaint } from "../paint.ts";
import { assessmentLines } from "./assessment.ts";
import { visibleLength } from "./text.ts";

const paint = createPaint({ NO_COLOR: "1" }, {});
const BAD = [check(true), errors(160, 2000), latency(101)];
const screen = (change: Parameters<typeof asked>[0], width = 100, isVerbose = false) =>
	assessmentLines(assess(asked(change)), paint, width, isVerbose).join("\n");

describe("the screen of an assessment", () => {
	test("says what to do, why, the ways to do it, what was measured, and in which order the rules were asked", () => {
		expect(screen({ signals: BAD, verdict: judgement(), changes: changes("src/a.ts") })).toBe(`ROLL BACK  shop in production, runs v2
P1, core broken for many · confidence 95 %

Roll back now: v2 made it worse. Fastest: roll the platform back (2–5 min), and revert the change in
git so that the next deploy does not bring it back.
  · Errors rose from 0.2 % to 8 % a minute after v2 took traffic. (judge-bad)
  · errors: 8 % of 2,000 requests failed (before: 0.2 % of 3,980) (error-rate-above-act)
  · v2 changed 1 file in 1 commit: code 1. (what-changed)

   Way                Takes      Risk    Note
✓  platform rollback  2–5 min    low     loses nothing in git: the revert must still follow
✓  revert             5–10 min   low     loses 1 commit
–  hotfix             30–60 min  high    30–60 min are too long at P1
–  tag                10–30 min  medium  v1 is the release before: the platform is there sooner

In the last 60 s:
  ✓ GET /health  the check passes in 12 ms
  ✗ errors       8 % of 2,000 requests failed (before: 0.2 % of 3,980)
  ✓ latency      p95 101 ms (before: 100 ms)

Asked in order: 18 vetoes → 11 to act (judge-bad, error-rate-above-act spoke) → 17 to wait.`);
	});
	test("says of which time the signals are, and nothing where all of them are looks of one moment", () => {
		expect(screen({})).toContain("In the last 60 s:");
		expect(screen({ signals: [check(true)] })).not.toContain("In the last");
	});
	test("names who makes it so severe, where the rule that decided does not", () => {
		expect(screen({ signals: BAD, stated: ["irreversible-migration"] })).toContain(
			"P1, core broken for many (error-rate-above-act) · confidence",
		);
	});
	test("gives a time to decide by while it is to come, and says so when it has ended", () => {
		const trouble = { signals: [check(true), errors(40, 2000), latency(101)] };
		expect(screen(trouble)).toContain("confidence 95 % · decide by 03:10:00 UTC");
		const investigating = assess(asked(trouble));
		const late = (at: string) => assessmentLines({ ...investigating, at }, paint, 120)[1];
		expect(late("2026-11-21T03:09:59.000Z")).toContain("decide by 03:10:00 UTC");
		for (const at of ["2026-11-21T03:10:00.000Z", "2026-11-21T04:00:00.000Z"]) {
			expect(late(at)).toMatch(/ % · the time to investigate ended at 03:10:00 UTC$/);
		}
	});
	test("has no severity where there is nothing to do", () => {
		expect(screen({}).split("\n").slice(0, 2)).toEqual([
			"NOTHING TO DO  shop in production, runs v2",
			expect.stringMatching(/^confidence \d+ %$/),
		]);
	});
	test("says that a measured time is of the steps alone", () => {
		const assessment = assess(asked({ signals: BAD, verdict: judgement(), changes: changes("src/a.ts"), runDurationsMs: [322, 445] }));
		const text = assessmentLines(assessment, paint, 140).join("\n");
		expect(text).toMatch(/platform rollback +322 ms to 445 ms .*; took that long before, the steps alone/);
		expect(text.match(/the steps alone/g)).toHaveLength(1);
	});
	test("shows no ways out while there is nothing to get out of", () => {
		expect(screen({})).not.toContain("Takes");
		expect(screen({ signals: [check(true), errors(40, 2000)] })).not.toContain("Takes");
	});
	test("lists every rule by what it did when that is asked for", () => {
		const text = screen({ signals: [check(true), errors(40, 2000), latency(null)] }, 100, true);
		expect(text).toMatch(/^veto \(18\)\n {2}silent {10}irreversible-migration, /m);
		expect(text).toMatch(/^act \(11\)\n {2}could not judge slower-than-act\n {2}silent {10}service-down, /m);
		expect(text).toMatch(/^wait \(17\)\n {2}spoke {11}error-rate-investigate, not-enough-evidence\n/m);
	});
	test.each([60, 80, 120])("keeps to %i columns", (width) => {
		const lines = assessmentLines(
			assess(asked({ signals: BAD, verdict: judgement(), changes: changes("src/a.ts", "main.tf") })),
			paint,
			width,
			true,
		);
		expect(lines.filter((line) => visibleLength(line) > width)).toEqual([]);
	});
});
