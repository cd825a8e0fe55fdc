import { describe, expect, it } from "vitest";
import type { AssessInput } from "../assess.ts";
import type { Rule } from "../rule.ts";
import { check, errors, judgement, latency, logLines, situation, WELL } from "../situations.fixture.ts";
import { coreBroken, serviceDown, singleEndpoint } from "./checks.ts";
import { stillBlind } from "./deadline.ts";
import { errorRateAboveAct, errorRateInvestigate, logPatternRises } from "./errors.ts";
import { allNormal, notEnoughEvidence, unprotected } from "./evidence.ts";
import { latencySpike, slowerThanAct } from "./latency.ts";
import { corruptionStated, intermittent, noForwardFix, securityStated, workaround } from "./stated.ts";

const says = (rule: Rule, change: Partial<AssessInput>) => {
	const saying = rule.judge(situation(change));
	return saying.outcome === "spoke" ? `${saying.action} ${saying.severity}` : saying.outcome;
};
const text = (rule: Rule, change: Partial<AssessInput>) => {
	const saying = rule.judge(situation(change));
	return saying.outcome === "spoke" ? saying.text : saying.outcome === "unknown" ? saying.missing : "";
};
const ready = (passed: boolean | null) => check(passed, "GET /ready");

describe("service-down", () => {
	it("rolls back when every health check fails, and names them", () => {
		expect(says(serviceDown, { signals: [check(false), ready(false)] })).toBe("roll-back P0");
		expect(text(serviceDown, { signals: [check(false), ready(false)] })).toBe(
			"All 2 health checks fail: GET /health: the check fails: status 503; GET /ready: the check fails: status 503",
		);
	});
	it("is silent when one passes", () => {
		expect(says(serviceDown, { signals: [check(false), ready(true)] })).toBe("silent");
	});
	it("is unknown when one could not be made, or none is configured", () => {
		expect(says(serviceDown, { signals: [check(false), ready(null)] })).toBe("unknown");
		expect(text(serviceDown, { signals: [] })).toBe("no health check is measured");
	});
});

describe("error-rate-above-act", () => {
	it("rolls back above 5 %, with the numbers", () => {
		expect(says(errorRateAboveAct, { signals: [errors(33, 412)] })).toBe("roll-back P1");
		expect(text(errorRateAboveAct, { signals: [errors(33, 412)] })).toBe("errors: 8 % of 412 requests failed (before: 0.2 % of 3,980)");
	});
	it("calls it down when more fail than succeed", () => {
		expect(says(errorRateAboveAct, { signals: [errors(300, 412)] })).toBe("roll-back P0");
	});
	it("is silent at 5 %, and unknown with too few requests or no telemetry", () => {
		expect(says(errorRateAboveAct, { signals: [errors(50, 1000)] })).toBe("silent");
		expect(says(errorRateAboveAct, { signals: [errors(10, 10)] })).toBe("unknown");
		expect(text(errorRateAboveAct, { signals: [errors(null, null)] })).toBe("errors: the error rate is not known: Prometheus is away");
	});
});

describe("slower-than-act", () => {
	it("rolls back above 50 % slower, and is silent at it", () => {
		expect(says(slowerThanAct, { signals: [latency(200)] })).toBe("roll-back P1");
		expect(says(slowerThanAct, { signals: [latency(150)] })).toBe("silent");
	});
	it("lets a slow window that the judge takes for chance be investigated, and acts on what the judge has not compared", () => {
		const compared = { measure: "latency", statistic: "p95", before: 100, after: 104, change: 4, low: -9, high: 17 } as const;
		const chance = judgement({ verdict: "good", isWorse: false, effects: [compared], blame: [] });
		expect(says(slowerThanAct, { signals: [latency(200)], verdict: chance })).toBe("silent");
		expect(says(latencySpike, { signals: [latency(200)], verdict: chance })).toBe("investigate P2");
		expect(says(slowerThanAct, { signals: [latency(200)], verdict: { ...chance, effects: [] } })).toBe("roll-back P1");
		expect(says(slowerThanAct, { signals: [latency(200)], verdict: { ...chance, isWorse: true } })).toBe("roll-back P1");
	});
	it("is unknown without an earlier latency", () => {
		expect(says(slowerThanAct, { signals: [latency(200, null)] })).toBe("unknown");
	});
});

describe("core-broken", () => {
	const smoke = (passed: boolean | null) => check(passed, "GET /products", "smoke");
	it("rolls back when a smoke test fails or a person says so", () => {
		expect(says(coreBroken, { signals: [smoke(false)] })).toBe("roll-back P1");
		expect(says(coreBroken, { stated: ["core-broken"], signals: WELL })).toBe("roll-back P1");
	});
	it("is silent when they pass and unknown when they could not be made", () => {
		expect(says(coreBroken, { signals: [smoke(true)] })).toBe("silent");
		expect(says(coreBroken, { signals: [smoke(null)] })).toBe("unknown");
	});
});

describe("what a person states", () => {
	it.each([
		["corruption", corruptionStated, "roll-back P0"],
		["security", securityStated, "roll-back P0"],
		["no-forward-fix", noForwardFix, "roll-back P1"],
		["workaround", workaround, "hotfix P3"],
		["intermittent", intermittent, "investigate P3"],
		["single-endpoint", singleEndpoint, "investigate P2"],
	] as const)("%s decides, and nothing is said without it", (fact, rule, decision) => {
		expect(says(rule, { stated: [fact] })).toBe(decision);
		expect(says(rule, {})).toBe("silent");
	});
});

describe("reasons to look closer", () => {
	it("errors between 1 % and 5 %", () => {
		expect(says(errorRateInvestigate, { signals: [errors(20, 1000)] })).toBe("investigate P2");
		expect(says(errorRateInvestigate, { signals: [errors(9, 1000)] })).toBe("silent");
		expect(says(errorRateInvestigate, { signals: [errors(80, 1000)] })).toBe("silent");
	});
	it("a latency spike", () => {
		expect(says(latencySpike, { signals: [latency(130)] })).toBe("investigate P2");
		expect(says(latencySpike, { signals: [latency(110)] })).toBe("silent");
	});
	it("one health check of several", () => {
		expect(says(singleEndpoint, { signals: [check(false), ready(true)] })).toBe("investigate P2");
		expect(says(singleEndpoint, { signals: [check(false), ready(false)] })).toBe("silent");
	});
	it("a log pattern that rises", () => {
		expect(says(logPatternRises, { signals: [logLines(40, 9)] })).toBe("investigate P3");
		expect(says(logPatternRises, { signals: [logLines(9, 9)] })).toBe("silent");
	});
});

describe("the lack of evidence", () => {
	it("is said of a service without any signal", () => {
		expect(says(unprotected, { signals: [] })).toBe("investigate P3");
		expect(says(unprotected, {})).toBe("silent");
	});
	it("is said with what is missing", () => {
		expect(says(notEnoughEvidence, { signals: [check(true), errors(0, 5)] })).toBe("investigate P3");
		expect(text(notEnoughEvidence, { signals: [check(true), errors(null, null)] })).toBe(
			"Not enough evidence: errors: the error rate is not known: Prometheus is away.",
		);
		expect(says(notEnoughEvidence, {})).toBe("silent");
	});
	it("sends people to try it where little was measured, says when it would be visible, and to what measures only where that is broken", () => {
		const advice = (change: Partial<AssessInput>) => {
			const saying = notEnoughEvidence.judge(situation(change));
			return saying.outcome === "spoke" ? saying.advice : "";
		};
		const verdict = judgement({ verdict: "not-enough-evidence", isWorse: false, effects: [], blame: [], visibleInMs: 1_500_000 });
		expect(advice({ signals: [errors(0, 5)], verdict })).toBe(
			"Try shop by hand, or let a smoke test do it: too few requests come to judge v2 by; errors of 5 % would be visible in about 25 min 00 s.",
		);
		expect(advice({ signals: [errors(0, 5)] })).toContain("at this traffic nobody can say when errors would be visible");
		for (const signals of [[errors(null, null)], [errors(0, 5), check(null)]]) {
			expect(advice({ signals })).toContain("`backout check --live` says what does not answer");
		}
	});
	it("at the deadline is minor where all was measured and is little, and ends in one full stop", () => {
		const late = { investigatingSince: situation().now - 300_000 };
		expect(says(stillBlind, { ...late, signals: [check(true), errors(0, 5)] })).toBe("investigate P3");
		expect(text(stillBlind, { ...late, signals: [check(true), errors(0, 5)] })).toMatch(/^Still too little to judge by after /);
		expect(says(stillBlind, { ...late, signals: [check(null), errors(0, 5)] })).toBe("investigate P2");
		const broken = judgement({ verdict: "telemetry-broken", isWorse: false, text: "Nothing was measured at all." });
		expect(text(stillBlind, { ...late, signals: WELL, verdict: broken })).toMatch(/^Still blind .*: Nothing was measured at all\.$/);
	});
	it("is never normal: all-normal wants every signal measured and good", () => {
		expect(says(allNormal, {})).toBe("none P3");
		expect(says(allNormal, { signals: [] })).toBe("silent");
		expect(says(allNormal, { signals: [...WELL, ready(null)] })).toBe("unknown");
		expect(says(allNormal, { signals: [...WELL, errors(20, 1000)] })).toBe("silent");
	});
	it("is admitted when only health checks are configured", () => {
		expect(text(allNormal, { signals: [check(true)] })).toBe(
			"All normal: GET /health: the check passes in 12 ms; not measured: error rate and latency, so nobody can be surer.",
		);
	});
});
