import { describe, expect, it } from "vitest";
import { assess } from "../assess.ts";
import { asked, blamed, certificate, changes, check, errors, judgement, latency, newLine, situation, WELL } from "../situations.fixture.ts";
import { certificateNearExpiry } from "./certificate.ts";

const BAD = [check(true), errors(160, 2000), latency(101)];
const decide = (change: Parameters<typeof asked>[0]) => assess(asked(change)).decision;
const decider = (change: Parameters<typeof asked>[0]) => {
	const { action, severity, reasons } = decide(change);
	return `${reasons[0]?.rule}: ${action} ${severity}`;
};

describe("dependency-unclear", () => {
	const early = (state: "worse" | "as-before" | "unknown") =>
		judgement({ verdict: "not-enough-evidence", isWorse: false, effects: [], blame: [], dependencies: [{ name: "payments", state }] });
	const looked = (seconds: number) => ({ now: Date.parse("2026-11-21T03:00:00Z") + seconds * 1_000 });
	it("holds a threshold back while a dependency got worse as well, or has not been seen since the deploy", () => {
		expect(decider({ signals: BAD, verdict: early("worse"), ...looked(120) })).toBe("dependency-unclear: investigate P1");
		expect(decider({ signals: BAD, verdict: early("unknown"), ...looked(8) })).toBe("dependency-unclear: investigate P1");
	});
	it("lets it act when the dependencies are as before, after the first minute unseen, at the deadline, and when the service is down", () => {
		expect(decider({ signals: BAD, verdict: early("as-before"), ...looked(8) })).toBe("error-rate-above-act: roll-back P1");
		expect(decider({ signals: BAD, verdict: early("unknown"), ...looked(90) })).toBe("error-rate-above-act: roll-back P1");
		const since = Date.parse("2026-11-21T03:00:00Z");
		expect(decider({ signals: BAD, verdict: early("worse"), ...looked(301), investigatingSince: since })).toMatch(/: roll-back P1$/);
		expect(decider({ signals: [check(false), ...BAD.slice(1)], verdict: early("unknown"), ...looked(8) })).toMatch(/: roll-back P0$/);
	});
});

describe("dependency-to-blame", () => {
	const verdict = blamed("dependency", "payments");
	it("mends our own dependency instead of rolling back", () => {
		const decision = decide({ signals: BAD, verdict, ownServices: ["shop", "payments"] });
		expect(decision).toMatchObject({ action: "investigate", severity: "P1" });
		expect(decision.reasons[0]?.text).toBe("Errors rose from 0.2 % to 8 % when those of payments did.");
		expect(decision.advice).toMatch(/^Fix payments, not shop: /);
	});
	it("waits for an outside one", () => {
		expect(decider({ signals: BAD, verdict, ownServices: ["shop"] })).toBe("dependency-to-blame: wait P1");
	});
	it("looks first when nobody knows whose it is", () => {
		expect(decider({ signals: BAD, verdict })).toBe("dependency-to-blame: investigate P1");
	});
	it("is silent at half of the blame, when the service is not worse, and when the release is to blame", () => {
		expect(decider({ signals: BAD, verdict: blamed("dependency", "payments", 0.5) })).toBe("error-rate-above-act: roll-back P1");
		expect(decider({ signals: BAD, verdict: { ...verdict, isWorse: false } })).toBe("error-rate-above-act: roll-back P1");
		expect(decider({ signals: BAD, verdict: judgement() })).toBe("judge-bad: roll-back P1");
	});
	it("gives way to what a person states", () => {
		expect(decider({ signals: BAD, verdict, stated: ["corruption"] })).toBe("corruption-stated: roll-back P0");
		expect(decider({ signals: BAD, verdict, stated: ["security"] })).toBe("security-stated: roll-back P0");
	});
	it("weighs no way out of the release", () => {
		expect(assess(asked({ signals: BAD, verdict })).strategies).toEqual([]);
	});
});

describe("as-bad-elsewhere", () => {
	const blaming = (share: number) =>
		judgement({ verdict: "not-enough-evidence", blame: [{ suspect: "unknown", name: null, seenIn: "zone-b", share }] });
	const verdict = blaming(0.8);
	it("looks for what both share, however many requests fail", () => {
		const decision = decide({ signals: BAD, verdict });
		expect(decision).toMatchObject({ action: "investigate", severity: "P1", reasons: [{ rule: "as-bad-elsewhere" }, {}] });
		expect(decision.reasons[0]).toMatchObject({ text: verdict.text, evidence: { place: "zone-b" } });
		expect(decision.advice).toMatch(/^Look for what shop and zone-b share/);
		expect(decision.reasons.map(({ rule }) => rule)).toEqual(["as-bad-elsewhere", "error-rate-above-act"]);
	});
	it("is no reason to roll back at the deadline either", () => {
		const late = decide({ signals: [check(true), latency(101)], verdict, investigatingSince: asked().now - 300_000 });
		expect(late.reasons.map(({ rule }) => rule)).toContain("as-bad-elsewhere");
		expect(late.reasons.map(({ rule }) => rule)).not.toContain("deadline-passed");
	});
	it("is silent at half of the blame, when nobody knows where, when it is not worse, and when a person blames the release", () => {
		expect(decider({ signals: BAD, verdict: blaming(0.5) })).toMatch(/^error-rate-above-act/);
		expect(decider({ signals: BAD, verdict: blamed("unknown", null) })).toMatch(/^error-rate-above-act/);
		expect(decider({ signals: BAD, verdict: { ...verdict, isWorse: false } })).toMatch(/^error-rate-above-act/);
		expect(decider({ signals: BAD, verdict, stated: ["security"] })).toBe("security-stated: roll-back P0");
	});
});

describe("other-deploy", () => {
	const late = { at: "2026-11-21T03:04:00.000Z", earliest: "2026-11-21T03:03:30.000Z", latest: "2026-11-21T03:04:30.000Z" };
	const verdict = judgement({ onset: late });
	const at = (clock: string, service = "search") => [{ service, atMs: Date.parse(`2026-11-21T${clock}Z`) }];
	it("looks at the deploy that lies where the trouble began, when ours lies clearly before", () => {
		const decision = decide({ signals: BAD, verdict, otherDeploys: [...at("03:03:31", "far"), ...at("03:03:50")] });
		expect(decision).toMatchObject({ action: "investigate", reasons: [{ rule: "other-deploy" }, {}, {}] });
		expect(decision.reasons[0]?.text).toMatch(/^It began 4 min 00 s after v2 took traffic, and search was deployed at that moment: /);
	});
	it("looks at the deploy that came a little before the trouble, when ours came so long before that it would have been felt", () => {
		const onset = { at: "2026-11-21T03:16:00.000Z", earliest: "2026-11-21T03:16:00.000Z", latest: "2026-11-21T03:16:10.000Z" };
		const decision = decide({ signals: BAD, verdict: judgement({ onset }), otherDeploys: at("03:15:00") });
		expect(decision).toMatchObject({ action: "investigate", reasons: [{ rule: "other-deploy" }, {}, {}] });
		expect(decision.advice).toBe("Look at the deploy of search first: it is nearer to where the trouble began.");
		expect(decider({ signals: BAD, verdict: judgement({ onset }), otherDeploys: at("03:05:50") })).toMatch(/^judge-bad/);
	});
	it("is silent when ours may be the cause as well, when the other came later or long before, and about our own", () => {
		expect(
			decider({
				signals: BAD,
				verdict: judgement({ onset: { ...late, earliest: "2026-11-21T02:59:00.000Z" } }),
				otherDeploys: at("03:03:50"),
			}),
		).toMatch(/^judge-bad/);
		for (const otherDeploys of [at("03:04:40"), at("03:03:00"), at("03:03:50", "shop"), []]) {
			expect(decider({ signals: BAD, verdict, otherDeploys })).toMatch(/^judge-bad/);
		}
	});
});

describe("was-bad-before, by the onset", () => {
	const onset = { at: "2026-11-21T02:50:00.000Z", earliest: "2026-11-21T02:49:00.000Z", latest: "2026-11-21T02:51:00.000Z" };
	it("blames no release that took traffic after it began", () => {
		const decision = decide({ signals: BAD, verdict: judgement({ onset, verdict: "good" }) });
		expect(decision).toMatchObject({ action: "investigate", reasons: [{ rule: "was-bad-before" }, {}, {}] });
		expect(decision.reasons[0]?.text).toMatch(/^It began at 02:50:00 UTC, before v2 took traffic: /);
	});
	it("is silent when it may have begun with it", () => {
		const unclear = { ...onset, latest: "2026-11-21T03:00:30.000Z" };
		expect(decider({ signals: BAD, verdict: judgement({ onset: unclear }) })).toMatch(/^judge-bad/);
		expect(decider({ signals: BAD, verdict: judgement({ onset: { ...onset, latest: "soon" } }) })).toMatch(/^judge-bad/);
	});
});

describe("no-release-to-blame, by the onset", () => {
	const now = Date.parse("2026-11-21T05:00:00Z");
	const old = { signals: BAD, now, verdict: judgement({ verdict: "not-enough-evidence" }) };
	it("holds the age of the release at the onset against the window, not its age now", () => {
		expect(decider({ ...old, verdict: null })).toMatch(/^no-release-to-blame/);
		expect(decider(old)).toMatch(/^error-rate-above-act/);
	});
	it("lets a bad verdict stand for as long as the release runs", () => {
		expect(decider({ ...old, verdict: judgement({ onset: null }) })).toMatch(/^judge-bad/);
	});
});

describe("certificate", () => {
	it("is renewed, not rolled back, when clients refuse it", () => {
		const decision = decide({ signals: [check(false), certificate(-1, "expired")] });
		expect(decision).toMatchObject({ action: "fix-forward", severity: "P0", reasons: [{ rule: "certificate" }, { rule: "service-down" }] });
		expect(decision.advice).toBe(
			"Renew the certificate: its validation may take 30 minutes, and asks for the DNS record to be there. A rollback does not help.",
		);
		expect(assess(asked({ signals: [check(false), certificate(-1, "expired")] })).strategies).toEqual([]);
	});
	it("has a repair of its own for every problem", () => {
		const problems = ["expired", "not-yet-valid", "self-signed", "untrusted-chain", "wrong-host"] as const;
		const advice = problems.map((problem) => decide({ signals: [certificate(90, problem)] }).advice);
		expect(new Set(advice).size).toBe(problems.length);
	});
	it("does not excuse requests that reach the service and fail there", () => {
		expect(decider({ signals: [errors(160, 2000), certificate(-1, "expired")] })).toBe("error-rate-above-act: roll-back P1");
		expect(decider({ signals: [certificate(90, "self-signed")], verdict: judgement() })).toBe("judge-bad: roll-back P1");
	});
	it("that ends within its minimum is fixed forward now, though all else is well, and a rollback is still a rollback", () => {
		const assessment = assess(asked({ signals: [...WELL, certificate(2)] }));
		expect(assessment).toMatchObject({ decision: { action: "fix-forward", severity: "P2" }, strategies: [] });
		expect(assessment.decision.reasons.map(({ rule }) => rule)).toEqual(["certificate-near-expiry"]);
		expect(assessment.decision.advice).toMatch(/^Renew the certificate now: /);
		expect(decide({ signals: [...WELL, check(null, "GET /ready"), certificate(2)] }).action).toBe("fix-forward");
		const worse = decide({ signals: [errors(320, 2000), certificate(0)] });
		expect(worse.reasons.map(({ rule }) => rule)).toEqual(["error-rate-above-act", "certificate-near-expiry"]);
		expect(worse.action).toBe("roll-back");
	});
	it("near its end is told, and decides nothing", () => {
		const decision = decide({ signals: [...WELL, certificate(10)] });
		expect(decision).toMatchObject({ action: "none", severity: "P3" });
		expect(decision.reasons.map(({ rule }) => rule)).toEqual(["all-normal"]);
		const told = JSON.stringify([decision.reasons.map(({ text }) => text), decision.advice]);
		expect(told.match(/10 days left/g)).toHaveLength(1);
		expect(told.match(/validation/g)).toHaveLength(1);
		expect(decide({ signals: [...WELL, certificate(10)] }).advice).toMatch(/^Renew the certificate soon: /);
		expect(certificateNearExpiry.judge(situation({ signals: [certificate(200)] })).outcome).toBe("silent");
	});
	it("near its end is told beside other trouble, with what to do", () => {
		const { reasons } = decide({ signals: [errors(40, 2000), certificate(10)] });
		expect(reasons.find(({ rule }) => rule === "certificate-near-expiry")?.text).toBe(
			"tls: 10 days left. Renew the certificate soon: its validation may take 30 minutes, and asks for the DNS record to be there.",
		);
	});
	it("that could not be seen is unknown, and so the service is not well", () => {
		expect(decider({ signals: [...WELL, certificate(null)] })).toMatch(/^not-enough-evidence/);
	});
});

describe("infrastructure-cause", () => {
	const newLogTemplates = [newLine("Error: connect ECONNREFUSED 10.0.3.7:5432")];
	it("looks at the network first when what is new in the logs cannot connect", () => {
		const decision = decide({ signals: BAD, newLogTemplates });
		expect(decision).toMatchObject({ action: "investigate", severity: "P1", reasons: [{ rule: "infrastructure-cause" }, {}, {}] });
		expect(decision.reasons[0]?.text).toBe("It looks like infrastructure: the log says “Error: connect ECONNREFUSED 10.0.3.7:5432”");
	});
	it("names the check that says so, and shows a log line without the time that it begins with", () => {
		const reading = { kind: "check", passed: false, latencyMs: 3, detail: "shop.example.com A: NXDOMAIN" } as const;
		const dns = { ...check(false, "dns shop.example.com"), reading };
		const newLogTemplates = [newLine("2026-11-21T03:01:02.123Z ERROR dial tcp 10.0.3.7:5432")];
		expect(decide({ signals: [dns], newLogTemplates }).reasons[0]).toMatchObject({
			text: "It looks like infrastructure: the log says “ERROR dial tcp 10.0.3.7:5432”, dns shop.example.com says “shop.example.com A: NXDOMAIN”",
			evidence: { by: ["the log", "dns shop.example.com"] },
		});
	});
	it("says so when this very release changed infrastructure", () => {
		expect(decide({ signals: BAD, newLogTemplates, changes: changes("main.tf") }).advice).toContain("if that is it, roll it back");
	});
	it.each([
		["could not connect to server: Connection timed out", true],
		["dial tcp: lookup payments on 10.0.0.2:53: no such host", true],
		["getaddrinfo EAI_AGAIN payments", true],
		["blocked by security group sg-12", true],
		["TypeError: cart is undefined", false],
		["reconnected in 3 ms", false],
	])("%s: %s", (line, isCause) => {
		expect(decider({ signals: BAD, newLogTemplates: [newLine(line)] }).startsWith("infrastructure-cause")).toBe(isCause);
	});
	it("believes a check that was answered, and not that a service which refuses connections is the network's fault", () => {
		const answered = check(false);
		const saying = (detail: string, latencyMs: number | null) =>
			({ ...answered, reading: { kind: "check", passed: false, latencyMs, detail } }) as const;
		expect(decider({ signals: [saying("answered 503: cannot connect to database", 4)] })).toMatch(/^infrastructure-cause/);
		expect(decider({ signals: [saying("connect ECONNREFUSED 127.0.0.1:80", null)] })).toBe("service-down: roll-back P0");
		expect(decider({ signals: [saying("getaddrinfo ENOTFOUND shop.example.com", null)] })).toMatch(/^infrastructure-cause/);
	});
	it("only adds what it saw when the judge blames the release, and when the time to investigate is over", () => {
		const judged = decide({ signals: BAD, newLogTemplates, verdict: judgement() });
		expect(judged.reasons[0]?.rule).toBe("judge-bad");
		expect(judged.reasons.map(({ rule }) => rule)).toContain("infrastructure-cause");
		expect(decider({ signals: BAD, newLogTemplates, investigatingSince: asked().now - 300_000 })).toMatch(/^error-rate-above-act/);
	});
	it("is silent while all is well, whatever the logs say", () => {
		expect(decider({ newLogTemplates })).toBe("all-normal: none P3");
	});
});
