import { describe, expect, it } from "vitest";
import type { Plan } from "../core/plan.ts";
import type { Risk, Step } from "../core/step.ts";
import { mayStart } from "./may-start.ts";
import type { StartRequest } from "./start-request.ts";

const now = Date.parse("2026-11-21T03:00:00Z");
const minutes = 60_000;
const step = (risk: Risk): Step => ({
	id: "1-api-switch",
	target: "api",
	adapter: "pm2",
	title: "Switch",
	risk,
	repeat: "idempotent",
	command: "pm2 restart api",
	payload: null,
	undo: null,
	timeoutMs: 60_000,
});
const plan: Plan = {
	version: 1,
	id: "plan_1",
	hash: "aa",
	kind: "roll-back",
	service: "shop",
	environment: "production",
	createdAt: "2026-11-21T03:00:00Z",
	from: { id: "v2", label: "v2" },
	to: { id: "v1", label: "v1" },
	world: { api: "v2" },
	steps: [step("safe")],
	warnings: [],
	notChanged: [],
	wayBack: "backout undo <run>",
	expectedMs: null,
	refused: null,
};
const off = { isOn: false, by: "ana", reason: "migration day" };
const hold = { by: "rui", reason: "v2 is bad", at: "2026-11-21T02:30:00Z" };
const request = (change: Partial<StartRequest> = {}): StartRequest => ({
	isAutomatic: true,
	plan,
	automation: null,
	hold: null,
	now,
	limits: { cooldownMs: 60 * minutes, perDay: 3, maxReleaseAgeMs: 60 * minutes, blastRadius: 0.25 },
	isEnvironmentAutomatic: true,
	standing: "good",
	deployedAtMs: now - 5 * minutes,
	automaticRunsMs: [],
	services: { rolledBack: 0, all: 1 },
	...change,
});
const rule = (change: Partial<StartRequest>) => {
	const verdict = mayStart(request(change));
	return verdict.allowed ? "allowed" : verdict.refused.rule;
};

describe("an automatic run", () => {
	it("may start when no guardrail speaks", () => {
		expect(rule({})).toBe("allowed");
		expect(rule({ automation: { ...off, isOn: true } })).toBe("allowed");
	});
	it.each([
		["automation-off", { automation: off }],
		["environment-not-automatic", { isEnvironmentAutomatic: false }],
		["held", { hold }],
		["undo-not-automatic", { plan: { ...plan, kind: "undo" } }],
		["freeze-not-automatic", { plan: { ...plan, kind: "stop-writes" } }],
		["freeze-not-automatic", { plan: { ...plan, kind: "resume-writes" } }],
		["risky-step", { plan: { ...plan, steps: [step("safe"), step("lossy")] } }],
		["risky-step", { plan: { ...plan, steps: [step("irreversible")] } }],
		["not-known-good", { standing: "unknown" }],
		["not-known-good", { standing: null }],
		["release-age-unknown", { deployedAtMs: null }],
		["release-too-old", { deployedAtMs: now - 61 * minutes }],
		["cooldown", { automaticRunsMs: [now - 59 * minutes] }],
		["per-day", { automaticRunsMs: [now - 120 * minutes, now - 240 * minutes, now - 360 * minutes] }],
		["blast-radius", { services: { rolledBack: 2, all: 8 } }],
	] as const)("is stopped by %s", (name, change) => {
		expect(rule(change)).toBe(name);
	});
	it("is let through at the edge of every limit", () => {
		expect(rule({ deployedAtMs: now - 60 * minutes, automaticRunsMs: [now - 60 * minutes, now - 1_439 * minutes] })).toBe("allowed");
		expect(rule({ services: { rolledBack: 1, all: 8 } })).toBe("allowed");
	});
	it("counts no run older than a day", () => {
		expect(rule({ automaticRunsMs: [2_000, 1_500, 1_440].map((ago) => now - ago * minutes) })).toBe("allowed");
	});
	it("names the command that confirms a release, with the environment", () => {
		const answer = mayStart(request({ standing: "unknown" }));
		expect(answer.allowed ? "" : answer.refused.fix).toContain("`backout record shop v1 -e production --good`");
	});
	it("says by whom, why, and what a person may do", () => {
		expect(mayStart(request({ automation: off }))).toEqual({
			allowed: false,
			refused: {
				rule: "automation-off",
				reason: "Automation is switched off by ana: migration day.",
				fix: "A person may run it: `backout run`. `backout automation on` switches it on again.",
			},
		});
	});
});

describe("a person's run", () => {
	it("is stopped by none of that, and told of it", () => {
		const everything = {
			isAutomatic: false,
			automation: off,
			hold,
			isEnvironmentAutomatic: false,
			standing: "unknown",
			deployedAtMs: null,
		} as const;
		const busy = {
			automaticRunsMs: [now, now, now],
			services: { rolledBack: 9, all: 9 },
			plan: { ...plan, steps: [step("irreversible")] },
		};
		expect(mayStart(request({ ...everything, ...busy }))).toEqual({
			allowed: true,
			notes: ["Deploys have been held by rui for 30 min 00 s: v2 is bad. A rollback is not.", "Automation is off (ana: migration day)."],
		});
	});
	it("is stopped by a refused plan, and by an empty one", () => {
		const refusal = { rule: "never", reason: "v1 must never come back.", fix: "Fix forward." };
		expect(mayStart(request({ isAutomatic: false, plan: { ...plan, refused: refusal } }))).toEqual({ allowed: false, refused: refusal });
		expect(rule({ isAutomatic: false, plan: { ...plan, steps: [] } })).toBe("empty-plan");
	});
});
