import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNSUPPORTED_GOAL } from "../core/unsupported.ts";
import type { Answer } from "./answers.ts";
import { buildPlan, type PlanInput } from "./build.ts";
import { draft, planning, proposes } from "./worlds.fixture.ts";

const cannot: Answer = {
	kind: "proposal",
	proposal: { kind: "refused", rule: UNSUPPORTED_GOAL, reason: "a cache cannot stop writes.", fix: "Use a switch." },
};
const idle: Answer = { kind: "proposal", proposal: { kind: "nothing", reason: "it is scaled to 0 already" } };
const stopping = (change: Partial<PlanInput> = {}) =>
	planning({
		kind: "stop-writes",
		choice: { outcome: "stays", warnings: [] },
		answers: { api: proposes(draft("stop")), worker: proposes(draft("stop")), cache: cannot },
		durations: [4_000],
		...change,
	});

describe("a plan that stops a service", () => {
	it("returns to nothing, expects nothing of earlier rollbacks, and leads back by a command of its own", () => {
		expect(buildPlan(stopping())).toMatchObject({
			kind: "stop-writes",
			from: { id: "v2" },
			to: null,
			refused: null,
			expectedMs: null,
			wayBack: "backout run shop -e production --recipe resume-writes",
		});
	});
	it("says first and loudly who is not served, until what", () => {
		expect(buildPlan(stopping()).warnings[0]).toBe(
			"Users are NOT served by api, worker from its step on, until it is brought back: backout run shop -e production --recipe resume-writes",
		);
	});
	it("says that the release stays", () => {
		expect(buildPlan(stopping()).notChanged[0]).toBe("The release stays v2: nothing is rolled back.");
	});
	it("has no part for an action target that knows no such goal, unless it was named", () => {
		expect(buildPlan(stopping()).steps.map(({ target }) => target)).toEqual(["api", "worker"]);
		expect(buildPlan(stopping({ only: ["api", "cache"] })).refused).toMatchObject({ rule: UNSUPPORTED_GOAL });
	});
	it("stops writes at the edge first, and lets them through there last", () => {
		const answers = { api: proposes(draft("it")), worker: proposes(draft("it")), cache: proposes(draft("it")) };
		expect(buildPlan(stopping({ answers })).steps.map(({ target }) => target)).toEqual(["cache", "api", "worker"]);
		const back = buildPlan(stopping({ answers, kind: "resume-writes" }));
		expect(back.steps.map(({ target }) => target)).toEqual(["api", "worker", "cache"]);
		expect(back.warnings[0]).toContain("Writes go through again");
	});
	it("is refused naming the target that cannot, and how to do without it", () => {
		const { refused } = buildPlan(stopping({ answers: { api: proposes(draft("stop")), worker: cannot, cache: cannot } }));
		expect(refused?.reason).toBe("worker: a cache cannot stop writes.");
		expect(refused?.fix).toBe("Use a switch. Or do without it: `--only api`.");
	});
	it("may be a switch alone, and then no pods are said to be gone", () => {
		const plan = buildPlan(stopping({ only: ["cache"], answers: { cache: proposes(draft("read-only")) } }));
		expect(plan.refused).toBeNull();
		expect(plan.warnings[0]).toContain("Nothing is written any more from its step on");
		expect(plan.wayBack).toBe("backout run shop -e production --recipe resume-writes --only cache");
	});
	it("is refused with what each target says when there is nothing to do", () => {
		const { refused } = buildPlan(stopping({ answers: { api: idle, worker: idle, cache: cannot } }));
		expect(refused).toMatchObject({ rule: "nothing-to-stop" });
		expect(refused?.reason).toContain("api: it is scaled to 0 already; worker: it is scaled to 0 already");
		expect(refused?.fix).toContain("backout run shop -e production --recipe resume-writes");
	});
});

describe("whatever the targets answer", () => {
	const answer = fc.constantFrom<Answer>(proposes(draft("it")), idle, cannot, { kind: "error", message: "no answer", fix: "look" });
	const scope = fc.constantFrom<readonly string[] | null>(null, ["api"], ["worker", "cache"], ["cache"]);

	it("a stop has steps or a refusal with a fix, never neither, never both, and never a release to go to", () => {
		fc.assert(
			fc.property(answer, answer, answer, scope, fc.constantFrom("stop-writes", "resume-writes"), (api, worker, cache, only, kind) => {
				const plan = buildPlan(stopping({ kind, only, answers: { api, worker, cache } }));
				expect(plan.steps.length > 0).toBe(plan.refused === null);
				expect(plan.to).toBeNull();
				if (plan.refused !== null) expect(plan.refused.fix.trim()).not.toBe("");
				for (const { target } of plan.steps) expect(only === null || only.includes(target)).toBe(true);
			}),
		);
	});
});
