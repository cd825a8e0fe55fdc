import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Proposal } from "../core/adapter.ts";
import type { Answer } from "./answers.ts";
import { buildPlan } from "./build.ts";
import { isPlanIntact } from "./hash.ts";
import { draft, on, planning, proposes, release } from "./worlds.fixture.ts";

const nothing: Answer = { kind: "proposal", proposal: { kind: "nothing", reason: "v1 runs here already." } };
const answers = planning().answers;

describe("a plan", () => {
	it("numbers the steps through the targets in their order, with the action targets last", () => {
		const plan = buildPlan(planning());
		expect(plan.refused).toBeNull();
		expect(plan.steps.map((step) => [step.id, step.target, step.adapter])).toEqual([
			["1-api-switch", "api", "pm2"],
			["2-api-reload", "api", "pm2"],
			["3-worker-up", "worker", "compose"],
			["4-cache-flush", "cache", "redis"],
		]);
	});
	it("names where it starts, where it goes, what runs now, and the way back", () => {
		expect(buildPlan(planning())).toMatchObject({
			version: 1,
			createdAt: "2026-11-21T03:00:00.000Z",
			from: { id: "v2", label: "v2" },
			to: { id: "v1", label: "v1" },
			world: { api: "dir-v2", worker: "dir-v2" },
			wayBack: "backout undo <run>",
		});
	});
	it("is the same for the same input, and intact", () => {
		expect(buildPlan(planning())).toEqual(buildPlan(planning()));
		expect(isPlanIntact(buildPlan(planning()))).toBe(true);
	});
	it("says what will not change: the targets' lines first, then the general ones, each once", () => {
		const own: Proposal = {
			kind: "steps",
			steps: [draft("switch")],
			warnings: [],
			notChanged: ["Uploads in /srv/uploads stay.", "data written since the release was deployed stays as it is"],
		};
		const { notChanged } = buildPlan(planning({ answers: { ...answers, api: { kind: "proposal", proposal: own } } }));
		expect(notChanged.slice(0, 2)).toEqual(own.notChanged);
		expect(notChanged.filter((line) => /data written/i.test(line))).toHaveLength(1);
		expect(notChanged.join(" ")).toMatch(/database schema.*Environment variables.*Caches/);
	});
	it("expects the median of earlier runs, or nothing on the first day", () => {
		expect(buildPlan(planning({ durations: [9_000, 1_000, 2_000] })).expectedMs).toBe(2_000);
		expect(buildPlan(planning({ durations: [4_000, 1_001] })).expectedMs).toBe(2_501);
		expect(buildPlan(planning()).expectedMs).toBeNull();
	});
	it("has no part for an action target that knows nothing of caches: a switch that stops writes", () => {
		const proposal: Proposal = { kind: "refused", rule: "unsupported-goal", reason: "no command for flush", fix: "add one" };
		const plan = buildPlan(planning({ answers: { ...answers, cache: { kind: "proposal", proposal } } }));
		expect(plan.refused).toBeNull();
		expect(plan.steps.map(({ target }) => target)).not.toContain("cache");
	});
	it("warns of every step that needs an approval", () => {
		const lossy = proposes(draft("flush", { risk: "lossy" }), draft("drop", { risk: "irreversible" }));
		expect(buildPlan(planning({ answers: { ...answers, cache: lossy } })).warnings).toEqual([
			"Step 4-cache-flush may lose data or work and waits for an approval: flush the thing",
			"Step 5-cache-drop cannot be undone and waits for an approval: drop the thing",
		]);
	});
	it("says which target has nothing to do", () => {
		const plan = buildPlan(planning({ answers: { ...answers, worker: nothing } }));
		expect(plan.refused).toBeNull();
		expect(plan.warnings).toContain("worker: nothing to do, v1 runs here already.");
	});
	it("leaves a target alone that never had the release, and says so", () => {
		const to = release("v1", "good", { targets: { api: on("v1") } });
		const plan = buildPlan(
			planning({ choice: { outcome: "chosen", to, warnings: [] }, answers: { api: proposes(draft("switch")), cache: nothing } }),
		);
		expect(plan.refused).toBeNull();
		expect(plan.steps.map((step) => step.target)).toEqual(["api"]);
		expect(plan.warnings).toContain("worker is left as it is: it has no v1 in its history.");
	});
	it("with --only, changes and asks nothing else, and says what is left out", () => {
		const plan = buildPlan(planning({ only: ["worker"], world: { api: null, worker: "dir-v2" } }));
		expect(plan.steps.map((step) => step.id)).toEqual(["1-worker-up"]);
		expect(plan.world).toEqual({ worker: "dir-v2" });
		expect(plan.warnings).toEqual(["api is left as it is: --only leaves it out.", "cache is left as it is: --only leaves it out."]);
	});
	it("says that it starts half-way", () => {
		const [v2, v1] = [release("v2"), release("v1")];
		const running = [
			{ target: "api", targetRelease: on("v1"), release: v1 },
			{ target: "worker", targetRelease: on("v2"), release: v2 },
		];
		const plan = buildPlan(planning({ current: { state: "split", running, silent: [] } }));
		expect(plan.from).toEqual({ id: "v2", label: "v2" });
		expect(plan.warnings).toContain("The service stands half-way: api runs v1, worker runs v2.");
	});
	it("keeps ids fit for file names, whatever a plugin calls its step", () => {
		expect(buildPlan(planning({ answers: { ...answers, api: proposes(draft("../x y")) } })).steps[0]?.id).toBe("1-api-..-x-y");
	});
});

describe("a refused plan", () => {
	const refusedBy = (change: Parameters<typeof planning>[0]) => {
		const plan = buildPlan(planning(change));
		expect(plan.steps).toEqual([]);
		expect(isPlanIntact(plan)).toBe(true);
		return plan.refused;
	};
	it("says why no release could be chosen", () => {
		const refused = { rule: "never", reason: "v1 must never come back.", fix: "Fix forward." };
		expect(refusedBy({ choice: { outcome: "refused", refused } })).toEqual(refused);
	});
	it("names every target that refused, and what helps", () => {
		const refused: Answer = {
			kind: "proposal",
			proposal: { kind: "refused", rule: "compose.no-image", reason: "image gone.", fix: "Pull it." },
		};
		const away: Answer = { kind: "error", message: "PM2 does not answer.", fix: "Start it." };
		expect(refusedBy({ answers: { ...answers, api: away, worker: refused } })).toEqual({
			rule: "target-unreachable",
			reason: "api: PM2 does not answer. worker: image gone.",
			fix: "Start it. Pull it.",
		});
	});
	it("does not take silence for consent", () => {
		expect(refusedBy({ answers: { api: proposes(draft("switch")) } })?.rule).toBe("target-silent");
	});
	it("does not touch a target whose current release is unknown", () => {
		expect(refusedBy({ world: { api: "dir-v2", worker: null } })).toMatchObject({
			rule: "current-unknown",
			reason: "What worker of shop in production runs is not known, and unknown is never safe to change.",
		});
		expect(refusedBy({ world: { api: "dir-v2" } })?.rule).toBe("current-unknown");
	});
	it("is no plan when every target has nothing to do, though a cache could be flushed", () => {
		expect(refusedBy({ answers: { ...answers, api: nothing, worker: nothing } })?.rule).toBe("same-release");
	});
	it("refuses targets that do not exist, and an empty list", () => {
		expect(refusedBy({ only: ["apy"] })).toEqual({
			rule: "unknown-target",
			reason: "shop in production has no target apy.",
			fix: "Its targets are api, worker, cache.",
		});
		expect(refusedBy({ only: [] })?.rule).toBe("no-targets");
		expect(refusedBy({ only: ["cache"] })?.rule).toBe("no-targets");
	});
});

it("never holds a step for a target that is not in the config or was left out", () => {
	const names = fc.constantFrom<string[]>("api", "worker", "cache", "stranger", "constructor", "__proto__");
	const proposal = fc
		.array(fc.constantFrom("switch", "reload"), { maxLength: 3 })
		.map((steps) => proposes(...steps.map((name) => draft(name))));
	const everyone = fc.dictionary(names, proposal);
	fc.assert(
		fc.property(everyone, fc.option(fc.uniqueArray(names)), (proposed, only) => {
			const allowed = ["api", "worker", "cache"].filter((name) => only === null || only.includes(name));
			const { steps } = buildPlan(planning({ answers: proposed, only }));
			expect(steps.filter((step) => !allowed.includes(step.target))).toEqual([]);
			expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length);
		}),
	);
});
