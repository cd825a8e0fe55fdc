import { expect, test } from "vitest";
import type { Contact } from "../core/config.ts";
import type { Release, TargetRelease } from "../core/release.ts";
import { at, rollbackPlan, rollbackRun, V1, verificationAt } from "../testing/case-file.ts";
import { proposeLadder, type Rung, textWithout } from "./ladder.ts";
import type { LadderInput } from "./ladder-input.ts";

function contact(id: string, name: string, phone: string): Contact {
	return { id, name, phone, email: null, schedule: null };
}

const CONFIG: LadderInput["config"] = {
	contacts: [
		contact("oncall", "Ana Lima", "+55 11 5550 0101"),
		contact("lead", "Rui Costa", "+55 11 5550 0102"),
		contact("cto", "Eva Reis", "+55 11 5550 0104"),
	],
	escalation: [
		{ level: 1, contacts: ["oncall"], risesAfterMs: 300_000 },
		{ level: 2, contacts: ["lead"], risesAfterMs: 300_000 },
		{ level: 4, contacts: ["cto"], risesAfterMs: 300_000 },
	],
	policy: {
		automatic: { cooldownMs: 0, perDay: 3, maxReleaseAgeMs: 0, blastRadius: 0.25 },
		approvals: { standard: 1, lossy: 2, infrastructure: 3, irreversible: 4 },
	},
};

function onTarget(id: string, unavailable: string | null = null): TargetRelease {
	return { id, label: id, commit: null, digest: null, deployedAt: null, unavailable };
}

function release(id: string, day: number, change: Partial<Release> = {}): Release {
	return {
		service: "checkout",
		environment: "production",
		id,
		label: id,
		commit: null,
		deployedAt: `2026-11-${String(day).padStart(2, "0")}T10:00:00.000Z`,
		deployedBy: null,
		targets: { api: onTarget(id) },
		schemaRevision: null,
		standing: "good",
		standingReason: null,
		isRecorded: true,
		...change,
	};
}

function ladder(change: Partial<LadderInput> = {}): readonly Rung[] {
	return proposeLadder({
		run: rollbackRun({ status: "unhealthy" }),
		plan: rollbackPlan(),
		verification: verificationAt(at("03:13:35"), false),
		releases: [release("v2", 20, { standing: "bad" }), release("v1", 14), release("v0.9", 3), release("v0.8", 1)],
		tried: [],
		config: CONFIG,
		...change,
	});
}

function rungNamed(rungs: readonly Rung[], name: Rung["name"]): Rung {
	const found = rungs.find((rung) => rung.name === name);
	if (found === undefined) throw new Error(`no rung ${name}`);
	return found;
}

test("the rungs come in the runbooks' order, and those for which a plan may be made ask for one", () => {
	expect(ladder().map(({ name, request }) => ({ name, request }))).toEqual([
		{ name: "clean-redeploy", request: { kind: "redeploy", to: "v1" } },
		{ name: "stable-release", request: { kind: "stable-release", to: "v0.9" } },
		{ name: "restore-snapshot", request: null },
		{ name: "maintenance-mode", request: { kind: "stop-writes", to: null } },
		{ name: "people", request: null },
	]);
});

test("every rung says who is told, and a level without people asks the next one above", () => {
	expect(ladder().map((rung) => rung.text.match(/Tell .*$/)?.[0])).toEqual([
		"Tell Rui Costa, +55 11 5550 0102 (level 2).",
		"Tell Rui Costa, +55 11 5550 0102 (level 2).",
		"Tell Rui Costa, +55 11 5550 0102 (level 2).",
		"Tell Eva Reis, +55 11 5550 0104 (level 4).",
		"Tell Eva Reis, +55 11 5550 0104 (level 4).",
	]);
});

test("when no level above has people, the highest that has is told; with nobody at all the config is named", () => {
	const onlyOnCall = { ...CONFIG, escalation: CONFIG.escalation.filter((level) => level.level === 1) };
	expect(rungNamed(ladder({ config: onlyOnCall }), "people").text).toContain("Tell Ana Lima, +55 11 5550 0101 (level 1).");
	const nobody = { ...CONFIG, contacts: [] };
	expect(rungNamed(ladder({ config: nobody }), "people").text).toContain(
		"Nobody is configured to be told: add `contacts` and `escalation`",
	);
});

test("a rung that the planner refused says why, before who is told", () => {
	const rung = rungNamed(ladder(), "maintenance-mode");
	expect(textWithout(rung, "api: a PM2 app cannot stop writes.")).toBe(
		"Stop the service, so that nobody is served errors or loses what they enter: users are NOT served until it is brought back. Not available: api: a PM2 app cannot stop writes. Tell Eva Reis, +55 11 5550 0104 (level 4).",
	);
});

test("a service that still serves by what ran before is not offered to be stopped", () => {
	const standIn = "3 ready pods of an earlier revision still serve";
	const proof = verificationAt(at("03:13:35"), false);
	const [first, ...rest] = proof.signals;
	if (first === undefined) throw new Error("nothing was verified");
	const reading = { kind: "check", passed: false, latencyMs: null, detail: "api-1 crashes", standIn } as const;
	const verification = { ...proof, signals: [{ ...first, reading }, ...rest] };
	const rung = rungNamed(ladder({ verification }), "maintenance-mode");
	expect(rung.request).toBeNull();
	expect(rung.text).toContain(`Not available: it would end what users still have: ${standIn}.`);
});

test("after a service was brought back, what is deployed anew is the release that ran all the time", () => {
	const plan = rollbackPlan({ kind: "resume-writes", from: V1, to: null });
	expect(rungNamed(ladder({ plan }), "clean-redeploy").request).toEqual({ kind: "redeploy", to: V1.id });
});

test("what a later capability is needed for says so", () => {
	expect(rungNamed(ladder(), "restore-snapshot").text).toContain("Not available: no backup adapter is configured.");
});

test("a release that is gone, bad, unproven or was a part of the run is never the stable one", () => {
	const releases = [
		release("v2", 20),
		release("v1", 14),
		release("v0.9", 9, { targets: { api: onTarget("v0.9", "directory deleted") } }),
		release("v0.8", 8, { standing: "bad" }),
		release("v0.7", 7, { standing: "unknown" }),
		release("v0.6", 6, { targets: {} }),
		release("v0.5", 5),
	];
	expect(rungNamed(ladder({ releases }), "stable-release").request).toEqual({ kind: "stable-release", to: "v0.5" });
});

test("without a stable release the rung says what is in the way", () => {
	expect(rungNamed(ladder({ releases: [release("v1", 14)] }), "stable-release").unavailable).toContain("no other release is known good");
	const gone = release("v0.9", 9, { targets: { api: onTarget("v0.9", "directory deleted") } });
	expect(rungNamed(ladder({ releases: [gone] }), "stable-release").unavailable).toBe(
		"v0.9 is known good, but is gone from api (directory deleted)",
	);
});

test("a clean redeploy is not proposed twice, nor of a release that must not come back", () => {
	expect(rungNamed(ladder({ plan: rollbackPlan({ kind: "redeploy" }) }), "clean-redeploy")).toMatchObject({
		request: null,
		unavailable: "that is what this run tried",
	});
	const banned = release("v1", 14, { standing: "never", standingReason: "rotated keys" });
	expect(rungNamed(ladder({ releases: [banned] }), "clean-redeploy").unavailable).toBe("v1 is marked never (rotated keys)");
});

test("a run that failed before it could verify says so to the people who take over", () => {
	expect(rungNamed(ladder({ verification: null }), "people").text).toContain("The run failed before anything could be verified.");
	expect(rungNamed(ladder(), "people").text).toContain("failing: health: HTTP 503");
});

test("a plan without a release to go to can redeploy nothing", () => {
	expect(rungNamed(ladder({ plan: rollbackPlan({ to: null, from: V1 }) }), "clean-redeploy").unavailable).toBe("the plan names no release");
});

test("a release that an earlier rung went to without success is not proposed again", () => {
	expect(rungNamed(ladder({ tried: ["v0.9"] }), "stable-release").request).toEqual({ kind: "stable-release", to: "v0.8" });
});
