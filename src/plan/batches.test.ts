import { describe, expect, it } from "vitest";
import type { BatchConfig } from "../core/config.ts";
import type { Answer } from "./answers.ts";
import { buildPlan, type PlanInput } from "./build.ts";
import { parsePlan } from "./parse.ts";
import { draft, on, planning, proposes, release, running } from "./worlds.fixture.ts";

const ready = { name: "ready", kind: "http", settings: "http://eu/ready" };
const nothing: Answer = { kind: "proposal", proposal: { kind: "nothing", reason: "v1 runs here already." } };

/** A plan over `eu`, `us` and `ap`, with a cache to flush afterwards. */
function over(batches: readonly BatchConfig[], change: Partial<PlanInput> = {}) {
	const names = ["us", "ap", "eu"];
	const targets = names.map((name) => ({ name, kind: "kubernetes", settings: {} }));
	const from = { ...release("v2", "unknown"), targets: Object.fromEntries(names.map((name) => [name, on("v2")])) };
	const to = { ...release("v1"), targets: Object.fromEntries(names.map((name) => [name, on("v1")])) };
	return buildPlan(
		planning({
			service: { service: "shop", environment: "production", targets, batches, after: [{ name: "cache", kind: "redis", settings: {} }] },
			current: running(from),
			world: { eu: "dir-v2", us: "dir-v2", ap: "dir-v2" },
			choice: { outcome: "chosen", to, warnings: [] },
			answers: {
				eu: proposes(draft("undo")),
				us: proposes(draft("undo")),
				ap: proposes(draft("undo"), draft("more")),
				cache: proposes(draft("flush")),
			},
			...change,
		}),
	);
}

const BATCHES: readonly BatchConfig[] = [
	{ targets: ["eu"], gate: [ready] },
	{ targets: ["us", "ap"], gate: [] },
];

describe("a plan in batches", () => {
	it("has its steps in the order of the batches, and those of no batch last", () => {
		const plan = over(BATCHES);
		expect(plan.steps.map(({ id }) => id)).toEqual(["1-eu-undo", "2-us-undo", "3-ap-undo", "4-ap-more", "5-cache-flush"]);
		expect(plan.batches).toEqual([
			{ targets: ["eu"], steps: ["1-eu-undo"], gate: ["ready"] },
			{ targets: ["us", "ap"], steps: ["2-us-undo", "3-ap-undo", "4-ap-more"], gate: [] },
		]);
		expect(plan.warnings).toEqual([]);
	});
	it("warns where nothing holds the next batch back, the last one apart", () => {
		const plan = over(BATCHES.map((batch) => ({ ...batch, gate: [] })));
		expect(plan.warnings).toEqual(["There is no gate after batch 1 (eu): batch 2 begins as soon as it has landed, well or not."]);
	});
	it("leaves a batch out that --only leaves out, its gate with it", () => {
		expect(over(BATCHES, { only: ["us", "ap"] }).batches).toMatchObject([{ targets: ["us", "ap"] }]);
	});
	it("still asks the gate of a batch that is in place already, before the next one begins", () => {
		const answers = { eu: nothing, us: proposes(draft("undo")), ap: proposes(draft("undo")), cache: proposes(draft("flush")) };
		expect(over(BATCHES, { answers }).batches).toEqual([
			{ targets: ["eu"], steps: [], gate: ["ready"] },
			{ targets: ["us", "ap"], steps: ["1-us-undo", "2-ap-undo"], gate: [] },
		]);
	});
	it("has no gate of a batch that is in place already where nothing comes after it", () => {
		const answers = { eu: proposes(draft("undo")), us: nothing, ap: nothing, cache: nothing };
		const gated = BATCHES.map((batch) => ({ ...batch, gate: [ready] }));
		expect(over(gated, { answers }).batches).toEqual([{ targets: ["eu"], steps: ["1-eu-undo"], gate: ["ready"] }]);
	});
	it("has none when it is refused, and a plan without batches says nothing of them", () => {
		expect(over(BATCHES, { world: { eu: null, us: "dir-v2", ap: "dir-v2" } })).not.toHaveProperty("batches");
		expect(over([])).not.toHaveProperty("batches");
	});
	it("is read again as it was written", () => {
		const plan = over(BATCHES);
		expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual({ ok: true, plan });
	});
});
