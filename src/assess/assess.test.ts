import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STATED_FACTS } from "../core/assessment.ts";
import type { Signal } from "../core/signal.ts";
import { assess } from "./assess.ts";
import { CONFIDENCE } from "./judge/judge.ts";
import { RULES } from "./rules/in-order.ts";
import { asked, changes, check, errors, judgement, latency, release, WELL } from "./situations.fixture.ts";

const decide = (change: Parameters<typeof asked>[0]) => assess(asked(change)).decision;
const BAD = [check(true), errors(160, 2000), latency(101)];

describe("a decision", () => {
	it("rolls back a release after which 8 % of requests fail, with its numbers and the fastest way", () => {
		const decision = decide({ signals: BAD });
		expect(decision).toMatchObject({ action: "roll-back", severity: "P1", confidence: CONFIDENCE.sure, deadline: null });
		expect(decision.reasons[0]).toMatchObject({
			rule: "error-rate-above-act",
			text: "errors: 8 % of 2,000 requests failed (before: 0.2 % of 3,980)",
		});
		expect(decision.advice).toBe(
			"Roll back now: more than 5 % of requests fail. Fastest: roll the platform back (2–5 min), and revert the change in git so that the next deploy does not bring it back.",
		);
	});
	it("is nothing when everything is measured and normal", () => {
		expect(decide({})).toMatchObject({ action: "none", severity: "P3", advice: "Nothing to do." });
	});
	it("investigates 1–5 % of errors with a deadline five minutes away", () => {
		expect(decide({ signals: [check(true), errors(40, 2000), latency(101)] })).toMatchObject({
			action: "investigate",
			severity: "P2",
			deadline: "2026-11-21T03:10:00.000Z",
		});
	});
	it("is a veto's when one speaks, and still tells how bad it is and why", () => {
		const decision = decide({ signals: BAD, stated: ["irreversible-migration"] });
		expect(decision).toMatchObject({ action: "fix-forward", severity: "P1" });
		expect(decision.reasons.map((reason) => reason.rule)).toEqual(["irreversible-migration", "error-rate-above-act"]);
	});
	it("acts on what is bad though something else could not be measured, a little less sure", () => {
		expect(decide({ signals: [errors(160, 2000), check(null)] })).toMatchObject({ action: "roll-back", confidence: CONFIDENCE.likely });
	});
	it("prefers a hotfix to waiting for a minor bug with a workaround", () => {
		expect(decide({ signals: [check(true), errors(40, 2000), latency(101)], stated: ["workaround"] })).toMatchObject({
			action: "hotfix",
			severity: "P2",
		});
	});
	it("stops writes when data is damaged, whatever else is decided", () => {
		expect(decide({ stated: ["corruption"] })).toMatchObject({ action: "roll-back", severity: "P0" });
		expect(decide({ stated: ["corruption"] }).advice).toMatch(/^Stop writes at once, then roll back/);
		expect(decide({ stated: ["corruption", "irreversible-migration"] }).advice).toMatch(/^Stop writes at once\. Fix forward/);
	});
	it("cancels before a deploy and stops it while it is under way", () => {
		expect(decide({ stage: "before", stated: ["security"] })).toMatchObject({
			action: "wait",
			advice: "Cancel the deploy. Do not ship the release until it is fixed.",
		});
		expect(decide({ stage: "during", signals: BAD }).advice).toMatch(/^Stop the deploy first\. Roll back now/);
	});
	it("is made by people when no target can say what runs", () => {
		const assessment = assess(asked({ current: { state: "unknown", silent: ["api"] }, signals: BAD }));
		expect(assessment).toMatchObject({ current: null, deployedAt: null, decision: { action: "investigate", severity: "P1" } });
	});
	it("can come from another judge", () => {
		const alarmed = assess({ ...asked(), judge: () => ({ verdict: "bad", confidence: 0.9, text: "changed at 03:01", evidence: null }) });
		expect(alarmed.decision.action).toBe("roll-back");
	});
});

describe("the rules", () => {
	it("are asked vetoes first, then act, then wait, each under its own name", () => {
		const groups = RULES.map((rule) => rule.group);
		expect(groups).toEqual([...groups].sort((one, other) => ["veto", "act", "wait"].indexOf(one) - ["veto", "act", "wait"].indexOf(other)));
		expect(new Set(RULES.map((rule) => rule.name)).size).toBe(RULES.length);
	});
	it("all say something in the assessment, in their order", () => {
		const { rules } = assess(asked({ signals: [check(true)] }));
		expect(rules.map((rule) => rule.rule)).toEqual(RULES.map((rule) => rule.name));
		expect(rules.find((rule) => rule.rule === "error-rate-above-act")?.outcome).toBe("unknown");
	});
});

function isThin({ reading }: Signal): boolean {
	return reading.kind === "ratio" && reading.total === 3;
}

describe("a release that brought a migration", () => {
	it("is rolled back with a warning that the migration stays", () => {
		const made = assess(asked({ signals: [errors(160, 2000)], changes: changes("src/a.ts", "migrations/003.sql") }));
		expect(made.decision.advice).toMatch(
			/ v2 brought 1 migration, which a rollback of the code leaves in the database: make sure first that v1 works with it\.$/,
		);
		expect(made.strategies[0]).toMatchObject({
			name: "platform-rollback",
			risk: "medium",
			loses: "nothing in git: the revert must still follow; its migration stays in the database",
		});
		expect(assess(asked({ signals: [errors(160, 2000)], changes: changes("src/a.ts") })).decision.advice).not.toContain("migration");
	});
});

it("is no surer than leaning where nobody knows when the release took traffic: nothing ties it to the trouble", () => {
	const unknown = release("v2", "unknown", null);
	const current = { state: "one", release: unknown, elsewhere: [], silent: [] } as const;
	const { decision } = assess(asked({ current, releases: [unknown, release("v1")], signals: [errors(320, 2000)] }));
	expect(decision).toMatchObject({ action: "roll-back", confidence: 0.6 });
	expect(decision.reasons.map(({ text }) => text).join()).toContain("Not judged: nobody knows when v2 took traffic.");
});

it("says nothing to do only when all was measured and is good, gives investigate alone a deadline, and always a reason", () => {
	const signal = fc.constantFrom(
		...WELL,
		check(false),
		check(null),
		errors(160, 2000),
		errors(40, 2000),
		errors(null, null),
		errors(0, 3),
		latency(500),
		latency(9, null),
	);
	const change = fc.record({
		signals: fc.array(signal, { maxLength: 4 }),
		stated: fc.subarray([...STATED_FACTS]),
		standing: fc.subarray([...STATED_FACTS], { maxLength: 2 }),
		stage: fc.constantFrom("before", "during", "after"),
		returnedBy: fc.option(fc.constant("run_7")),
		verdict: fc.option(
			fc.record({
				verdict: fc.constantFrom("bad", "good", "not-enough-evidence", "telemetry-broken"),
				isWorse: fc.boolean(),
				suspect: fc.constantFrom("release", "dependency", "traffic", "unknown"),
			}),
		),
		investigatingSince: fc.option(fc.constantFrom(0, asked().now - 300_000, asked().now, asked().now + 1)),
		changes: fc.option(fc.constantFrom(changes("docs/a.md"), changes("main.tf", "a.ts"))),
	});
	fc.assert(
		fc.property(change, ({ verdict: drawn, ...given }) => {
			const verdict = drawn === null ? null : judgement({ ...drawn, blame: [{ suspect: drawn.suspect, name: "payments", share: 0.8 }] });
			const { decision, signals, strategies } = assess(asked({ ...given, verdict }));
			if (decision.action === "none")
				expect(verdict?.isWorse === true || verdict?.verdict === "bad" || verdict?.verdict === "telemetry-broken").toBe(false);
			if (decision.action === "none" && verdict?.verdict === "not-enough-evidence") expect(decision.confidence).toBe(CONFIDENCE.weak);
			if (decision.action === "none" || decision.action === "wait") expect(strategies).toEqual([]);
			expect(decision.severityReasons.length).toBeGreaterThan(0);
			// Of a window with few requests the judge, which has all of them since the deploy, may know enough.
			const isKnown = (one: Signal) => one.state === "normal" || (verdict?.verdict === "good" && isThin(one));
			if (decision.action === "none") expect(signals.length > 0 && signals.every(isKnown)).toBe(true);
			expect(decision.deadline !== null).toBe(decision.action === "investigate");
			expect(decision.reasons.length).toBeGreaterThan(0);
			expect(Object.values(CONFIDENCE)).toContain(decision.confidence);
			expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
		}),
		{ numRuns: 500 },
	);
});

describe("little traffic", () => {
	const few = errors(0, 10);
	const looked = Date.parse("2026-11-21T03:05:00Z");
	it("is not unseen where the judge has seen enough of it since the deploy", () => {
		const effects = [
			{ measure: "errors", statistic: "share", before: 0.01, after: 0.008, change: -0.002, low: -0.01, high: 0.02 },
		] as const;
		const verdict = judgement({ verdict: "good", isWorse: false, effects, blame: [], text: "As before." });
		expect(assess(asked({ signals: [check(true), few], verdict, now: looked })).decision.action).toBe("none");
	});
	it("gives the investigation until it can be seen, and then is decided", () => {
		const verdict = judgement({ verdict: "not-enough-evidence", isWorse: false, effects: [], blame: [], visibleInMs: 20 * 60_000 });
		const { decision } = assess(asked({ signals: [check(true), few], verdict, now: looked }));
		expect(decision).toMatchObject({ action: "investigate", deadline: "2026-11-21T03:25:00.000Z" });
	});
});
