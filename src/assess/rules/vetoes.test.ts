import { describe, expect, it } from "vitest";
import { type AssessInput, assess } from "../assess.ts";
import type { Rule } from "../rule.ts";
import { asked, check, errors, judgement, latency, readiness, release, situation, WELL } from "../situations.fixture.ts";
import { alreadyRolledBack, corruptionRemains, deployNotBegun, noReleaseToBlame, wasBadBefore } from "./blame.ts";
import { irreversibleChange, irreversibleMigration } from "./irreversible.ts";
import { inconsistentState, providerOutage } from "./outside.ts";
import { never, nothingToReturnTo } from "./way-back.ts";

const BAD = [check(true), errors(160, 2000), latency(101)];
const says = (rule: Rule, change: Partial<AssessInput>) => {
	const saying = rule.judge(situation(change));
	return saying.outcome === "spoke" ? saying.action : saying.outcome;
};
const text = (rule: Rule, change: Partial<AssessInput>) => {
	const saying = rule.judge(situation(change));
	return saying.outcome === "spoke" ? saying.text : saying.outcome === "unknown" ? saying.missing : "";
};

describe.each([
	["irreversible-migration", irreversibleMigration, "fix-forward"],
	["irreversible-change", irreversibleChange, "fix-forward"],
	["inconsistent-state", inconsistentState, "fix-forward"],
	["provider-outage", providerOutage, "wait"],
] as const)("%s", (fact, rule, action) => {
	it("forbids the rollback when a person states it", () => {
		expect(says(rule, { stated: [fact], signals: BAD })).toBe(action);
		expect(says(rule, { stated: [fact], signals: [] })).toBe(action);
	});
	it("from the config forbids nothing while the service is well, and something when it is not known to be", () => {
		expect(says(rule, { standing: [fact] })).toBe("silent");
		expect(says(rule, { standing: [fact], signals: BAD })).toBe(action);
		expect(says(rule, { standing: [fact], signals: [errors(null, null)] })).toBe(action);
	});
	it("is silent when nobody says so", () => {
		expect(says(rule, { signals: BAD })).toBe("silent");
	});
});

it("a provider's outage while data is damaged keeps writes stopped, and says nothing else first", () => {
	const { decision } = assess(asked({ stated: ["provider-outage", "corruption"], signals: BAD }));
	expect(decision).toMatchObject({ action: "wait", severity: "P0" });
	expect(decision.advice).toMatch(/^Stop writes at once, and keep them stopped until the provider says that it is over; /);
});

it("an irreversible migration behind a flag has its flag switched off", () => {
	expect(says(irreversibleMigration, { stated: ["irreversible-migration", "flagged-feature"], signals: BAD })).toBe("disable-flag");
});

describe("corruption-remains", () => {
	it("restores the data when the release is back already", () => {
		expect(says(corruptionRemains, { stated: ["corruption"], returnedBy: "run_7" })).toBe("restore-data");
	});
	it("is silent before the rollback, and without corruption", () => {
		expect(says(corruptionRemains, { stated: ["corruption"] })).toBe("silent");
		expect(says(corruptionRemains, { returnedBy: "run_7" })).toBe("silent");
	});
});

describe("deploy-not-begun", () => {
	it("has nothing to roll back before the deploy", () => {
		expect(says(deployNotBegun, { stage: "before", stated: ["security"] })).toBe("wait");
	});
	it("is silent when what runs now measurably suffers, when all is well, and once the deploy has begun", () => {
		expect(says(deployNotBegun, { stage: "before", signals: BAD })).toBe("silent");
		expect(says(deployNotBegun, { stage: "before" })).toBe("silent");
		expect(says(deployNotBegun, { stage: "during", stated: ["security"] })).toBe("silent");
	});
});

describe("never and nothing-to-return-to", () => {
	const v2 = release("v2", "unknown");
	it("fix forward when every older release must never come back", () => {
		const releases = [v2, release("v1", "never")];
		expect([says(never, { releases, signals: BAD }), says(nothingToReturnTo, { releases, signals: BAD })]).toEqual([
			"fix-forward",
			"silent",
		]);
	});
	it("fix forward when there is no older release, or only bad ones and such", () => {
		expect(says(nothingToReturnTo, { releases: [v2], signals: BAD })).toBe("fix-forward");
		expect(says(nothingToReturnTo, { releases: [v2, release("v1", "bad"), release("v0", "never")], signals: BAD })).toBe("fix-forward");
	});
	it("are silent when a release may come back, and when nothing is wrong", () => {
		const releases = [v2, release("v1", "never"), release("v0", "unknown")];
		expect([says(never, { releases, signals: BAD }), says(nothingToReturnTo, { releases, signals: BAD })]).toEqual(["silent", "silent"]);
		expect([says(never, { releases: [v2] }), says(nothingToReturnTo, { releases: [v2] })]).toEqual(["silent", "silent"]);
	});
});

describe("was-bad-before", () => {
	it("blames nothing on a release when as many requests failed before it", () => {
		expect(text(wasBadBefore, { signals: [errors(160, 2000, [150, 2000])] })).toBe(
			"errors: 8 % of 2,000 requests failed (before: 7.5 % of 2,000): it was as bad before v2 took traffic.",
		);
	});
	it("is silent when it got clearly worse, when little is known of before, or when something else fails too", () => {
		expect(says(wasBadBefore, { signals: [errors(160, 2000, [40, 2000])] })).toBe("silent");
		expect(says(wasBadBefore, { signals: [errors(160, 2000, [1, 5])] })).toBe("silent");
		expect(says(wasBadBefore, { signals: [errors(160, 2000, null)] })).toBe("silent");
		expect(says(wasBadBefore, { signals: [errors(160, 2000, [150, 2000]), check(false)] })).toBe("silent");
		expect(says(wasBadBefore, { signals: WELL })).toBe("silent");
	});
});

describe("a fix that did not help", () => {
	const failedFix = release("v2", "bad", "2026-11-21T02:50:00Z");
	const good = release("v1", "good", "2026-11-20T03:00:00Z");
	const [now, before] = [errors(240, 2000, [230, 2000]), errors(240, 2000, [9, 3000])];
	const v3 = release("v3", "unknown");
	const world = (middle = failedFix, last = good): Partial<AssessInput> => ({
		current: { state: "one", release: v3, elsewhere: [], silent: [] },
		releases: [v3, middle, last],
	});
	const began = (at: string) =>
		judgement({
			verdict: "not-enough-evidence",
			onset: { at, earliest: at, latest: at },
			blame: [{ suspect: "unknown", name: null, share: 0.9 }],
		});

	it("is rolled back to the release before it, under which it was well", () => {
		const { decision } = assess(asked({ ...world(), signals: [now] }));
		expect(decision).toMatchObject({ action: "roll-back", severity: "P1" });
		expect(decision.reasons.at(-1)).toMatchObject({
			rule: "was-bad-before",
			text: "It was as bad before v3 took traffic, under v2: a rollback takes that back too, and returns to v1.",
		});
	});
	it("is rolled back when the judge dates the beginning under the release that is taken back as well", () => {
		const { decision } = assess(asked({ ...world(), signals: [before], verdict: began("2026-11-21T02:50:10.000Z") }));
		expect(decision.action).toBe("roll-back");
		expect(decision.reasons.find(({ rule }) => rule === "was-bad-before")?.text).toBe(
			"It began at 02:50:10 UTC, before v3 took traffic, under v2: a rollback takes that back too, and returns to v1.",
		);
	});
	it("is not when the release that would return ran when it began", () => {
		expect(says(wasBadBefore, { ...world(), signals: [before], verdict: began("2026-11-21T02:40:00.000Z") })).toBe("investigate");
		const first = release("v2", "unknown", "2026-11-21T02:50:00Z");
		expect(says(wasBadBefore, { ...world(first, release("v1", "unknown")), signals: [now] })).toBe("investigate");
		expect(says(wasBadBefore, { ...world(failedFix, release("v1", "never")), signals: [now] })).toBe("investigate");
	});
	it("goes past a release of unknown standing to the one that is known good, and past one that is gone", () => {
		const unknown = release("v2", "unknown", "2026-11-21T02:50:00Z");
		expect(says(wasBadBefore, { ...world(unknown), signals: [now] })).toBe("noted");
		const gone = { id: "v2", label: null, commit: null, digest: null, deployedAt: null, unavailable: "the image is gone" };
		expect(says(wasBadBefore, { ...world({ ...release("v2"), targets: { api: gone } }), signals: [now] })).toBe("noted");
	});
});

describe("no-release-to-blame", () => {
	const since = (deployedAt: string | null): Partial<AssessInput> => ({
		current: { state: "one", release: release("v2", "unknown", deployedAt), elsewhere: [], silent: [] },
		signals: BAD,
	});
	it("looks for another cause when nothing was deployed lately", () => {
		expect(text(noReleaseToBlame, since("2026-11-20T23:05:00Z"))).toBe(
			"v2 has run for 4 h 0 min; nothing was deployed within the last 1 h 0 min.",
		);
	});
	it("looks closer when no target can say what runs", () => {
		expect(says(noReleaseToBlame, { current: { state: "unknown", silent: ["api"] }, signals: BAD })).toBe("investigate");
	});
	it("cannot judge a release that nobody knows the time of", () => {
		expect([says(noReleaseToBlame, since(null)), text(noReleaseToBlame, since(null))]).toEqual(["unknown", "when v2 was deployed"]);
	});
	it("lets a fresh release, a deploy under way, and a person's word stand", () => {
		const old = since("2026-11-20T23:05:00Z");
		expect(says(noReleaseToBlame, since("2026-11-21T03:00:00Z"))).toBe("silent");
		expect(says(noReleaseToBlame, { ...old, stage: "during" })).toBe("silent");
		expect(says(noReleaseToBlame, { ...old, stated: ["security"] })).toBe("silent");
		expect(says(noReleaseToBlame, { ...old, blameWindowMs: null })).toBe("silent");
		expect(says(noReleaseToBlame, { ...old, signals: WELL })).toBe("silent");
	});
	it("suspects the newer release when a deploy stands half-way", () => {
		const [v2, v1] = [release("v2", "unknown"), release("v1", "good", "2026-11-01T00:00:00Z")];
		const targetRelease = { id: "x", label: null, commit: null, digest: null, deployedAt: null, unavailable: null };
		const running = [v1, v2].map((one, index) => ({ target: `t${index}`, targetRelease, release: one }));
		expect(says(noReleaseToBlame, { releases: [v2, v1], current: { state: "split", running, silent: [] }, signals: BAD })).toBe("silent");
	});
});

describe("already-rolled-back", () => {
	it("rolls nothing back twice by itself", () => {
		expect(says(alreadyRolledBack, { returnedBy: "run_7", signals: BAD })).toBe("investigate");
		expect(says(alreadyRolledBack, { returnedBy: "run_7" })).toBe("silent");
		expect(says(alreadyRolledBack, { signals: BAD })).toBe("silent");
	});
});

describe("stands-stopped", () => {
	const api = {
		target: "api",
		run: "run_9",
		by: "ana",
		at: "2026-11-21T02:00:00.000Z",
		wayBack: "backout run shop --recipe resume-writes",
	};
	const decide = (change: Partial<AssessInput>) => assess(asked({ stopped: [api], signals: [check(false)], ...change })).decision;

	it("speaks before a service that is down is rolled back: no release serves anybody while it is stopped", () => {
		const decision = decide({});
		expect(decision).toMatchObject({ action: "investigate", severity: "P0", advice: expect.stringContaining(api.wayBack) });
		expect(decision.reasons[0]).toMatchObject({ rule: "stands-stopped", text: expect.stringContaining("stopped by run run_9 of ana") });
	});
	it("is silent once the platform says that it is up, and where a person states what it was stopped for", () => {
		expect(decide({ signals: [check(false), readiness(true)] }).reasons[0]?.rule).toBe("service-down");
		expect(decide({ stated: ["corruption"] }).reasons[0]?.rule).toBe("service-down");
	});
	it("is silent where no platform tells and the service answers: somebody may long have brought it back, and a bad release must go", () => {
		expect(decide({ signals: BAD }).reasons[0]?.rule).toBe("error-rate-above-act");
	});
	it("still speaks while its platform says that it is not up", () => {
		expect(decide({ signals: [check(false), readiness(false)] }).reasons[0]?.rule).toBe("stands-stopped");
		expect(decide({ signals: [check(false), readiness(null)] }).reasons[0]?.rule).toBe("stands-stopped");
	});
});
