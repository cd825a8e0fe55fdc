import { describe, expect, it } from "vitest";
import type { Assessment } from "../core/assessment.ts";
import { type AssessInput, assess } from "./assess.ts";
import { investigatingSince } from "./investigating.ts";
import { asked, check, errors, latency, release } from "./situations.fixture.ts";

const MINUTE = 60_000;
const START = asked().now;
const SUSPICIOUS = [check(true), errors(40, 2000), latency(101)];
const BLIND = [check(true), errors(null, null), latency(101)];

type Look = readonly [minute: number, change: Partial<AssessInput>];

/** Looks one after the other, each knowing the one before, as the flow makes them. */
function looks(...steps: readonly Look[]) {
	let latest: Assessment | null = null;
	return steps.map(([minute, change]) => {
		const now = START + minute * MINUTE;
		const input = asked({ ...change, now });
		const running = input.current.state === "one" ? input.current.release.id : null;
		latest = assess({ ...input, investigatingSince: investigatingSince(latest, running, now) });
		return latest.decision;
	});
}
const actions = (...steps: readonly Look[]) => looks(...steps).map(({ action }) => action);

describe("an investigation", () => {
	it("keeps its first deadline, and is decided at it while the trouble lasts", () => {
		const decisions = looks(
			[0, { signals: SUSPICIOUS }],
			[3, { signals: SUSPICIOUS }],
			[5, { signals: SUSPICIOUS }],
			[6, { signals: SUSPICIOUS }],
		);
		expect(decisions.map(({ action }) => action)).toEqual(["investigate", "investigate", "roll-back", "roll-back"]);
		expect(decisions[1]?.deadline).toBe("2026-11-21T03:10:00.000Z");
		expect(decisions[2]).toMatchObject({ severity: "P2", reasons: [{ rule: "deadline-passed" }, { rule: "error-rate-investigate" }] });
		expect(decisions[2]?.reasons[0]?.text).toBe(
			"The time to investigate ended at 03:10:00 UTC, and it is still wrong: errors: 2 % of 2,000 requests failed (before: 0.2 % of 3,980)",
		);
	});
	it("leaves the word to what is bad enough to act on at once", () => {
		const [, last] = looks([0, { signals: SUSPICIOUS }], [6, { signals: [check(true), errors(160, 2000), latency(101)] }]);
		expect(last?.reasons.map(({ rule }) => rule)).toEqual(["error-rate-above-act"]);
	});
	it("of one health check of several ends in a rollback", () => {
		const signals = [check(true), check(false, "GET /search"), errors(1, 2000), latency(101)];
		expect(actions([0, { signals }], [5, { signals }])).toEqual(["investigate", "roll-back"]);
	});
	it("ends when the trouble has gone, and begins anew with the next", () => {
		expect(
			actions(
				[0, { signals: SUSPICIOUS }],
				[4, {}],
				[6, { signals: SUSPICIOUS }],
				[10, { signals: SUSPICIOUS }],
				[11, { signals: SUSPICIOUS }],
			),
		).toEqual(["investigate", "none", "investigate", "investigate", "roll-back"]);
	});
	it("is not another release's, and none that nobody looked at for an hour", () => {
		const v3 = {
			current: { state: "one", release: release("v3"), elsewhere: [], silent: [] },
			releases: [release("v3"), release("v1")],
		} as const;
		expect(actions([0, { signals: SUSPICIOUS }], [6, { ...v3, signals: SUSPICIOUS }])).toEqual(["investigate", "investigate"]);
		expect(actions([0, { signals: SUSPICIOUS }], [62, { signals: SUSPICIOUS }])).toEqual(["investigate", "investigate"]);
	});
	it("that is only blind at its deadline goes to people, and weighs more", () => {
		const [first, last] = looks([0, { signals: BLIND }], [6, { signals: BLIND }]);
		expect(first).toMatchObject({ action: "investigate", severity: "P3" });
		expect(last).toMatchObject({
			action: "investigate",
			severity: "P2",
			deadline: "2026-11-21T03:10:00.000Z",
			reasons: [{ rule: "still-blind" }, {}],
		});
		expect(last?.advice).toContain("ended at 03:10:00 UTC: a person decides now");
	});
	it("of a minor bug with a way around ends in a hotfix, never in a rollback", () => {
		const signals = SUSPICIOUS;
		expect(actions([0, { signals, stated: ["workaround"] }], [9, { signals, stated: ["workaround"] }])).toEqual(["hotfix", "hotfix"]);
	});
	it("of what a person has seen ends in a rollback too: what no metric shows weighs like a signal", () => {
		expect(actions([0, { stated: ["intermittent"] }], [5, { stated: ["intermittent"] }])).toEqual(["investigate", "roll-back"]);
	});
});
