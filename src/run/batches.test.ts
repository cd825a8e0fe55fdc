import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BackoutError } from "../core/error.ts";
import type { PlannedBatch } from "../core/plan.ts";
import type { Step } from "../core/step.ts";
import { memoryStep } from "../testing/memory-target.ts";
import { HEALTHY, openRunWorld, type RunWorld } from "./run-world.fixture.ts";

let world: RunWorld;
beforeEach(async () => {
	world = await openRunWorld(["eu", "us", "ap", "cache"]);
});
afterEach(async () => await world[Symbol.asyncDispose]());

const STEPS: readonly Step[] = [on("eu", "1-eu"), on("us", "2-us"), on("ap", "3-ap"), on("ap", "4-ap-more"), on("cache", "5-cache")];
const BATCHES: readonly PlannedBatch[] = [
	{ targets: ["eu"], steps: ["1-eu"], gate: ["eu-errors"] },
	{ targets: ["us", "ap"], steps: ["2-us", "3-ap", "4-ap-more"], gate: [] },
];

function on(target: string, id: string, change: Partial<Step> = {}): Step {
	return memoryStep(id, { target, ...change });
}

function targetOf(name: string) {
	const target = world.targets.get(name);
	if (target === undefined) throw new Error(`no target ${name}`);
	return target;
}

const effects = () => [...world.targets.values()].flatMap((target) => target.effects);

describe("batches", () => {
	test("are taken one after the other, each through its gate, and what is in no batch comes last", async () => {
		const gated: string[] = [];
		world.stages.settleGate = async (_run, { targets }) => {
			gated.push(`${targets.join("+")} with ${effects().join(",")} landed`);
			return { isOpen: true, verification: HEALTHY };
		};
		await world.begin(STEPS, BATCHES);
		await world.until("succeeded");
		expect(gated).toEqual(["eu with 1-eu landed"]);
		expect(effects()).toEqual(["1-eu", "2-us", "3-ap", "4-ap-more", "5-cache"]);
		const batches = (await world.events()).filter(({ type }) => type.startsWith("batch") || type.startsWith("gate"));
		expect(batches).toMatchObject([
			{ type: "batch.started", batch: 1, of: 2, targets: ["eu"], steps: ["1-eu"] },
			{ type: "gate.started", batch: 1, checks: ["eu-errors"] },
			{ type: "gate.finished", batch: 1, isOpen: true },
			{ type: "batch.started", batch: 2, of: 2, targets: ["us", "ap"] },
		]);
	});

	test("have their targets taken side by side: each waits here until the other has begun", async () => {
		const begun: string[] = [];
		const meet = async (name: string) => {
			begun.push(name);
			const deadline = Date.now() + 5_000;
			while (!(begun.includes("us") && begun.includes("ap")) && Date.now() < deadline) await new Promise((go) => setTimeout(go, 10));
			if (begun.length < 2) throw new Error("they were taken one after the other");
		};
		targetOf("us").afterEffect = () => meet("us");
		targetOf("ap").afterEffect = () => meet("ap");
		await world.begin(STEPS, BATCHES);
		await world.until("succeeded");
		expect(begun.toSorted()).toEqual(["ap", "ap", "us"]);
	});

	test("stop at a gate that stays shut: what comes after it is left as it was, and the end says so", async () => {
		world.stages.settleGate = async () => ({
			isOpen: false,
			verification: { ...HEALTHY, outcome: "unhealthy", text: "eu-errors 8 % of 400 requests" },
		});
		await world.begin(STEPS, BATCHES);
		await world.until("failed");
		expect(effects()).toEqual(["1-eu"]);
		expect((await world.events()).at(-1)).toMatchObject({
			type: "run.finished",
			detail: "run-1: the gate after batch 1 (eu) did not open: eu-errors 8 % of 400 requests. Batch 2 was not begun.",
		});
		expect(await world.types()).not.toContain("verification.started");
	});

	test("let every target come to its own end when one fails, name each that failed, and go no further", async () => {
		const gone = (what: string) => new BackoutError({ code: "x", message: `${what} is gone`, fix: "bring it back" });
		targetOf("us").fail(gone("image"), 1);
		await world.begin([...STEPS.slice(0, 4), on("cache", "5-cache"), on("eu", "6-eu")], BATCHES);
		await world.until("failed");
		expect(effects()).toEqual(["1-eu", "3-ap", "4-ap-more"]);
		const failed = (await world.events()).filter(({ type }) => type === "step.failed");
		expect(failed).toMatchObject([{ step: "2-us", detail: "image is gone" }]);
	});

	test("of which two targets fail tell both", async () => {
		for (const name of ["us", "ap"]) targetOf(name).fail(new BackoutError({ code: "x", message: `${name} is away`, fix: "look" }), 1);
		await world.begin(STEPS, BATCHES);
		await world.until("failed");
		const failed = (await world.events()).flatMap((event) => (event.type === "step.failed" ? [event.step] : []));
		expect(failed.toSorted()).toEqual(["2-us", "3-ap"]);
		expect((await world.events()).at(-1)).toMatchObject({ detail: "run-1: us is away; 3-ap failed too" });
	});

	test("ask for every approval of a batch before any of its steps is taken", async () => {
		const steps = STEPS.map((step) => (step.id === "4-ap-more" ? { ...step, risk: "lossy" as const } : step));
		await world.begin(steps, BATCHES);
		await world.until("waiting");
		expect(effects()).toEqual(["1-eu"]);
		await world.store.approvals.decide({
			run: "run-1",
			step: "4-ap-more",
			planHash: "a".repeat(64),
			verdict: "approved",
			by: "bob",
			reason: "",
			isBreakGlass: false,
			at: "2026-01-01T00:00:00.000Z",
		});
		await world.goOn();
		await world.until("succeeded");
		expect(effects()).toEqual(["1-eu", "2-us", "3-ap", "4-ap-more", "5-cache"]);
	});

	test("are parked between two of them, and go on where they were", async () => {
		targetOf("eu").afterEffect = async () => await world.store.runs.ask("run-1", "park");
		await world.begin(STEPS, BATCHES);
		await world.until("parked");
		expect(effects()).toEqual(["1-eu"]);
		await world.goOn();
		await world.until("succeeded");
		expect(effects()).toEqual(["1-eu", "2-us", "3-ap", "4-ap-more", "5-cache"]);
	});

	test("are parked in the middle of a gate, which is looked through anew when the run goes on", async () => {
		let looks = 0;
		world.stages.settleGate = async (_run, _batch, signal) => {
			looks++;
			if (looks > 1) return { isOpen: true, verification: HEALTHY };
			await world.store.runs.ask("run-1", "park");
			if (!signal.aborted) await once(signal, "abort");
			return { isOpen: false, verification: { ...HEALTHY, outcome: "unknown" } };
		};
		await world.begin(STEPS, BATCHES);
		await world.until("parked");
		await world.goOn();
		await world.until("succeeded");
		expect(looks).toBe(2);
		expect((await world.types()).filter((type) => type === "gate.finished")).toHaveLength(1);
	});

	test("a run that is cancelled at a gate goes no further", async () => {
		world.stages.settleGate = async (_run, _batch, signal) => {
			await world.store.runs.ask("run-1", "cancel");
			if (!signal.aborted) await once(signal, "abort");
			return { isOpen: false, verification: { ...HEALTHY, outcome: "unknown" } };
		};
		await world.begin(STEPS, BATCHES);
		await world.until("cancelled");
		expect(effects()).toEqual(["1-eu"]);
		expect((await world.events()).at(-1)).toMatchObject({ detail: expect.stringContaining("cancelled at the gate after batch 1") });
	});

	test("whose worker died in the middle of one are taken over, and nothing is applied twice", async () => {
		let applied = 0;
		const hang = async () => {
			applied++;
			await new Promise(() => undefined);
		};
		for (const name of ["us", "ap"]) targetOf(name).afterEffect = hang;
		await world.begin(STEPS, BATCHES);
		// The first worker never comes back from its two applies: as if it had been killed there.
		const deadline = Date.now() + 10_000;
		while (applied < 2 && Date.now() < deadline) await new Promise((go) => setTimeout(go, 10));
		for (const name of ["us", "ap"]) targetOf(name).afterEffect = async () => undefined;
		await world.replaceWorker();
		await world.until("succeeded");
		expect(effects()).toEqual(["1-eu", "2-us", "3-ap", "4-ap-more", "5-cache"]);
	});
});
