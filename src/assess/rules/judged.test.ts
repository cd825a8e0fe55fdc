import { describe, expect, it } from "vitest";
import type { Effect } from "../../core/verdict.ts";
import { assess } from "../assess.ts";
import { asked, blamed, changes, check, errors, judgement, latency, newLine, release, WELL } from "../situations.fixture.ts";

const SLIGHT = [check(true), errors(40, 2000), latency(101)];
const decide = (change: Parameters<typeof asked>[0]) => assess(asked(change)).decision;
const effect = (measure: Effect["measure"], before: number, after: number): Effect => ({
	measure,
	statistic: measure === "errors" ? "share" : "p95",
	before,
	after,
	change: after - before,
	low: after - before,
	high: after - before,
});

describe("judge-bad", () => {
	it("rolls back what the thresholds would only investigate, with the judge's sentence and numbers", () => {
		const decision = decide({ signals: SLIGHT, verdict: judgement() });
		expect(decision).toMatchObject({ action: "roll-back", confidence: 0.95 });
		expect(decision.reasons[0]).toMatchObject({
			rule: "judge-bad",
			text: "Errors rose from 0.2 % to 8 % a minute after v2 took traffic.",
			evidence: { verdict: "bad", blame: [{ suspect: "release", share: 0.9 }], effects: [{ before: 0.002, after: 0.08 }] },
		});
	});
	it.each([
		["half of the requests fail", effect("errors", 0, 0.5), "P0"],
		["5 % of the requests fail", effect("errors", 0, 0.05), "P1"],
		["it is more than half slower", effect("latency", 100, 151), "P1"],
		["it is half slower", effect("latency", 100, 150), "P2"],
		["3 % of the requests fail", effect("errors", 0.002, 0.03), "P2"],
		["fewer requests fail than before", effect("errors", 0.9, 0.6), "P2"],
	])("is as severe as its effect: when %s", (_, only, severity) => {
		expect(decide({ verdict: judgement({ effects: [only] }) }).severity).toBe(severity);
	});
	it("claims no more than the judge does", () => {
		expect([0.96, 0.94, 0.7, 0.1].map((confidence) => decide({ verdict: judgement({ confidence }) }).confidence)).toEqual([
			0.95, 0.8, 0.6, 0.3,
		]);
	});
	it("stays when it is over for the moment: a bad verdict latches", () => {
		const decision = decide({ verdict: judgement({ isWorse: false, latchedAt: "2026-11-21T03:02:00.000Z" }) });
		expect(decision).toMatchObject({ action: "roll-back", confidence: 0.6, severity: "P2" });
		expect(decision.advice).toContain("backout record shop v2 -e production --good --override");
	});
	it("says since when it is bad, and what this look shows", () => {
		const latchedAt = "2026-11-21T03:02:00.000Z";
		const text = (signals: typeof WELL, change = {}) => decide({ signals, verdict: judgement({ latchedAt, ...change }) }).reasons[0]?.text;
		const found = "Errors rose from 0.2 % to 8 % a minute after v2 took traffic.";
		expect(text(SLIGHT)).toBe(`${found} It is bad since 03:02:00 UTC, and that stays.`);
		expect(text(WELL)).toBe(`${found} It is bad since 03:02:00 UTC, and that stays. In this look every check and signal is normal.`);
		expect(text(SLIGHT, { latchedAt: "2026-11-21T03:04:45.000Z" })).toBe(found);
		const latched = { text: found, now: "good", nowText: "As before: 0.2 %." } as const;
		expect(text(WELL, { latched, isWorse: false, text: "Found bad at 03:02:00 UTC." })).toBe(
			"Found bad at 03:02:00 UTC. In this look every check and signal is normal.",
		);
	});
	it("is a veto's all the same when the migration cannot be taken back", () => {
		expect(decide({ verdict: judgement(), stated: ["irreversible-migration"] }).action).toBe("fix-forward");
	});
});

describe("a verdict that blames nobody for sure", () => {
	it("is investigated", () => {
		expect(decide({ verdict: blamed("unknown", null) })).toMatchObject({ action: "investigate", reasons: [{ rule: "judge-worse" }] });
	});
	const late = { investigatingSince: asked().now - 300_000 };
	const shared = judgement({
		verdict: "not-enough-evidence",
		blame: [
			{ suspect: "release", name: null, share: 0.45 },
			{ suspect: "dependency", name: "payments", share: 0.3 },
			{ suspect: "unknown", name: null, share: 0.25 },
		],
	});
	it("is rolled back at the deadline when the release has the most of it", () => {
		expect(decide({ ...late, verdict: shared }).reasons[0]?.rule).toBe("deadline-passed");
	});
	it("names the suspects, and the next command for each", () => {
		expect(decide({ verdict: shared }).advice).toBe(
			"It got worse, and it is not clear by whom. Look within the deadline at what v2 changed (45 % of the blame); then at payments (30 % of the blame), with `backout assess payments -e production`; then at what else was changed, with `backout changes --since 3h`.",
		);
	});
	it.each(["traffic", "unknown"] as const)("goes to people at the deadline when it is more %s than the release", (suspect) => {
		const decision = decide({ ...late, verdict: blamed(suspect, null) });
		expect(decision).toMatchObject({ action: "investigate", reasons: [{ rule: "judge-worse" }] });
		expect(decision.advice).toContain("a person decides now");
	});
	it("goes to people at the deadline when the service has fallen silent and its checks pass, and is rolled back when one fails", () => {
		const noRequests = errors(0, 0);
		const silent = judgement({
			verdict: "not-enough-evidence",
			effects: [],
			onset: null,
			blame: [{ suspect: "unknown", name: null, share: 1 }],
			text: "No request at all for 10 min 00 s, where there were many before: users do not reach it, or nobody counts.",
		});
		for (const checks of [[], [check(true)], [check(null)]]) {
			expect(decide({ ...late, verdict: silent, signals: [...checks, noRequests] })).toMatchObject({
				action: "investigate",
				severity: "P2",
			});
		}
		const failing = [check(true), check(false, "GET /orders"), noRequests];
		expect(decide({ ...late, verdict: silent, signals: failing }).reasons[0]?.rule).toBe("deadline-passed");
	});
	it("tells people who see it fall silent what to look at", () => {
		const silent = judgement({
			verdict: "not-enough-evidence",
			effects: [],
			onset: null,
			blame: [{ suspect: "unknown", name: null, share: 1 }],
		});
		expect(decide({ verdict: silent, signals: [check(true), errors(0, 0)] }).advice).toBe(
			"Send a request yourself and see whether it is counted: if it does not get through, look at the load balancer, DNS and the network; if it does, mend what counts (`backout check --live`). Silence alone is no reason to roll back.",
		);
	});
	it("does not let a latency spike be rolled back at the deadline that the judge calls chance", () => {
		const late = { investigatingSince: asked().now - 300_000, signals: [check(true), latency(130)] };
		expect(decide(late).reasons[0]?.rule).toBe("deadline-passed");
		expect(decide({ ...late, verdict: judgement({ verdict: "good", isWorse: false }) }).action).toBe("investigate");
	});
});

describe("a release that the judge finds good", () => {
	const text = "Nothing is worse over the last 5 min: 0.2 % of requests fail (in the 3 h before: 0.2 %).";
	const verdict = judgement({ verdict: "good", isWorse: false, blame: [], text });
	it("is told with the judge's numbers", () => {
		expect(decide({ verdict }).reasons[0]?.text).toMatch(
			/latency: p95 101 ms \(before: 100 ms\)\. The judge: nothing is worse over the last 5 min: /,
		);
	});
	it("is told so once, where the judge's numbers make up for a quiet window", () => {
		const quiet = decide({ verdict, signals: [check(true), errors(0, 3), latency(101)] });
		expect(quiet.reasons[0]?.rule).toBe("all-normal");
		expect(quiet.reasons[0]?.text.match(/nothing is worse/gi)).toHaveLength(1);
	});
});

describe("judge-unsure", () => {
	const unsure = judgement({ verdict: "not-enough-evidence", isWorse: false, text: "12 requests so far." });
	const broken = judgement({ verdict: "telemetry-broken", isWorse: false, text: "The counter runs backwards." });
	it("is told of a release that looks well, which is then hardly sure, with when something would be visible", () => {
		const decision = decide({ signals: WELL, verdict: unsure });
		expect(decision).toMatchObject({ action: "none", severity: "P3", confidence: 0.3 });
		expect(decision.reasons.map(({ rule }) => rule)).toEqual(["all-normal", "judge-unsure"]);
		expect(decision.advice).toBe("Nothing to do yet: keep watching v2; errors of 5 % would be visible in about 2 min 00 s.");
	});
	it("says nothing is well of what could not be measured", () => {
		expect(decide({ signals: [check(null)], verdict: unsure }).action).toBe("investigate");
		expect(decide({ signals: [], verdict: unsure }).action).toBe("investigate");
	});
	it("does not trouble a release that is known to be good; broken telemetry does", () => {
		const good = release("v2", "good");
		const current = { state: "one", release: good, elsewhere: [], silent: [] } as const;
		expect(decide({ current, releases: [good, release("v1")], verdict: unsure })).toMatchObject({ action: "none", confidence: 0.8 });
		expect(decide({ current, releases: [good, release("v1")], verdict: broken })).toMatchObject({ action: "investigate", severity: "P3" });
	});
	it("with broken telemetry goes to people at the deadline, and never becomes a rollback", () => {
		expect(decide({ verdict: broken, investigatingSince: asked().now - 300_000 })).toMatchObject({ action: "investigate", severity: "P2" });
	});
	it("is nobody's business when the judge says good", () => {
		expect(decide({ verdict: judgement({ verdict: "good", isWorse: false }) }).action).toBe("none");
	});
});

describe("known-bad-runs", () => {
	const bad = { ...release("v2", "bad"), standingReason: "rolled back by run_6" };
	const again = {
		current: { state: "one", release: bad, elsewhere: [], silent: [] },
		releases: [bad, release("v1")],
		returnedBy: "run_7",
	} as const;
	it("goes back to the good release when an undo brought the bad one back and it is bad again", () => {
		const decision = decide({ ...again, signals: SLIGHT });
		expect(decision).toMatchObject({ action: "roll-back", reasons: [{ rule: "known-bad-runs" }, {}] });
		expect(decision.reasons[0]?.text).toBe("v2 is marked bad: rolled back by run_6. It runs, and the service is not well.");
	});
	it("leaves the word to the judge while the verdict is fresh", () => {
		expect(decide({ ...again, signals: SLIGHT, verdict: judgement() }).reasons.map(({ rule }) => rule)).not.toContain("known-bad-runs");
	});
	it("lets it run while it is well, and does not act on blindness", () => {
		expect(decide(again).action).toBe("none");
		expect(decide({ ...again, signals: [check(null)] }).action).toBe("investigate");
	});
	it("leaves a good release that was brought back and is not well to people", () => {
		expect(decide({ signals: SLIGHT, returnedBy: "run_7" }).reasons[0]?.rule).toBe("already-rolled-back");
	});
});

describe("what is noted", () => {
	const noted = (change: Parameters<typeof asked>[0]) => decide(change).reasons.map(({ rule, text }) => `${rule}: ${text}`);
	it("is the release's diff, last and with every trouble", () => {
		expect(noted({ signals: SLIGHT, changes: changes("src/a.ts", "package-lock.json") }).at(-1)).toBe(
			"what-changed: v2 changed 2 files in 1 commit: code 1, dependencies 1 (package-lock.json).",
		);
		expect(noted({ changes: changes("src/a.ts") })).toHaveLength(1);
	});
	it("is what is new in the logs, errors only, each without the time that it begins with", () => {
		const newLogTemplates = [newLine("2026-11-21T03:01:02.123Z TypeError: cart is undefined"), newLine("hello", false)];
		expect(noted({ signals: SLIGHT, newLogTemplates }).at(-1)).toBe(
			"new-in-logs: New in the logs since v2: 40 × “TypeError: cart is undefined”.",
		);
	});
	it("is that infrastructure and application cannot be rolled back apart", () => {
		expect(noted({ signals: SLIGHT, changes: changes("src/a.ts", "infra/main.tf") }).at(-1)).toContain(
			"infra-and-app: v2 changed infrastructure (infra/main.tf) and the application together",
		);
		expect(noted({ signals: SLIGHT, changes: changes("infra/main.tf") }).join()).not.toContain("infra-and-app");
	});
	it("lowers the confidence of a rollback when only documents and tests changed, unless a person blames the release", () => {
		const harmless = { verdict: judgement(), changes: changes("docs/a.md", "src/a.test.ts") };
		expect(decide(harmless)).toMatchObject({ action: "roll-back", confidence: 0.6 });
		expect(decide({ ...harmless, stated: ["security"] }).confidence).toBe(0.95);
		expect(noted(harmless).at(-1)).toContain("only documents and tests, which speaks against it as the cause");
	});
});

describe("severity", () => {
	it("has its reasons: the words of everyone who says that it is so bad", () => {
		const decision = decide({ signals: [check(true), errors(160, 2000), latency(200)], stated: ["intermittent"] });
		expect(decision.severityReasons).toEqual([
			"core broken for many: errors: 8 % of 2,000 requests failed (before: 0.2 % of 3,980)",
			"core broken for many: latency: p95 200 ms (before: 100 ms)",
		]);
	});
});
