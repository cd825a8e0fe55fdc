import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../core/canonical.ts";
import { buildPlan } from "./build.ts";
import { hashPlan } from "./hash.ts";
import { parsePlan } from "./parse.ts";
import { planning } from "./worlds.fixture.ts";

const plan = buildPlan(planning());
const file = (): unknown => JSON.parse(JSON.stringify(plan));
const messages = (json: unknown) => {
	const parsed = parsePlan(json);
	return parsed.ok ? [] : parsed.faults.map((fault) => fault.message);
};

describe("a plan file", () => {
	it("gives back exactly the plan that was written", () => {
		expect(parsePlan(file())).toEqual({ ok: true, plan });
	});
	it("of a refused plan is whole as well", () => {
		const refused = buildPlan(planning({ only: [] }));
		expect(parsePlan(JSON.parse(JSON.stringify(refused)))).toEqual({ ok: true, plan: refused });
	});
	it("is refused when anything in it was changed", () => {
		expect(messages({ ...plan, warnings: ["harmless"] })).toEqual([
			"Plan plan_1 was changed after it was made: its hash does not match its content.",
		]);
	});
	it("of another version says what to do", () => {
		expect(parsePlan({ ...plan, version: 2 })).toEqual({
			ok: false,
			faults: [
				{
					path: "version",
					message: "The plan is of version 2; this Backout reads version 1.",
					fix: "Use the newer Backout that made it, or make a new plan with this one.",
				},
			],
		});
		expect(messages({ hello: 1 })).toEqual(["The plan says no version; this Backout reads version 1."]);
	});
	it("reports every wrong part with its path", () => {
		const [first] = plan.steps;
		const faults = parsePlan({ ...plan, steps: [{ ...first, risk: "fine", timeoutMs: -1 }], extra: 1 });
		expect(faults.ok ? [] : faults.faults.map((fault) => fault.path)).toEqual(["steps[0].risk", "steps[0].timeoutMs", ""]);
	});
	it("is refused with two steps of one id, though the hash fits", () => {
		const [first] = plan.steps;
		const twice = { ...plan, steps: first === undefined ? [] : [first, first] };
		expect(messages({ ...twice, hash: hashPlan(twice) })).toEqual(["Two steps of the plan have the id 1-api-switch."]);
	});
	it("never throws, whatever the file holds", () => {
		fc.assert(
			fc.property(fc.jsonValue(), (json) => {
				expect(parsePlan(json).ok).toBe(false);
			}),
		);
		expect(messages(null)).toEqual(["The file holds no plan: a JSON object is expected."]);
	});
});

describe("the hash", () => {
	it("does not depend on the order of the keys", () => {
		const keys = Object.entries(plan);
		fc.assert(
			fc.property(fc.shuffledSubarray(keys, { minLength: keys.length }), (shuffled) => {
				expect(parsePlan(Object.fromEntries(shuffled))).toEqual({ ok: true, plan });
			}),
		);
	});
	it("depends on every payload", () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
				const [first, second] = [one, other].map((payload) =>
					hashPlan({ ...plan, steps: plan.steps.map((step) => ({ ...step, payload })) }),
				);
				expect(first === second).toBe(canonicalJson(one) === canonicalJson(other));
			}),
		);
	});
});
