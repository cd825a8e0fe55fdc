import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StepCall } from "../core/adapter.ts";
import { BackoutError } from "../core/error.ts";
import type { Plan } from "../core/plan.ts";
import type { Run, RunEvent } from "../core/run.ts";
import type { Signal } from "../core/signal.ts";
import type { Step } from "../core/step.ts";
import type { Store } from "../core/store.ts";
import type { Verification } from "../core/verification.ts";
import { createProcessRunner } from "../runtime/process.ts";
import { openStore } from "../store/index.ts";
import { type MemoryTarget, memoryStep, memoryTarget } from "../testing/memory-target.ts";
import { testClock } from "../testing/step-driver.ts";
import { openEngine } from "./engine.ts";
import type { LeasedBackend } from "./lease.ts";
import type { RunStages } from "./stages.ts";
import { createWorker, type RunWorker } from "./worker.ts";

const HEALTHY: Verification = { outcome: "healthy", at: "2026-01-01T00:00:00.000Z", signals: [], text: "all well" };

let directory: string;
let store: Store;
let engine: LeasedBackend;
let target: MemoryTarget;
let verification: Verification;
let settling: (signal: AbortSignal) => Promise<Verification>;
let settledBefore: Verification | null;
let bakes: { intervalMs: number; samples: number };
let worker: RunWorker;
let shutGates: Set<string>;

const stages = (): RunStages => ({
	targets: async () => new Map([["api", target]]),
	processesFor: () => createProcessRunner({ clock: testClock }),
	outlive: async () => undefined,
	needsApproval: (step) => step.risk !== "safe",
	keepEvidence: async () => ({ files: ["log"], missing: [] }),
	settleGate: async (_run, { gate }) => {
		const isOpen = gate.every((name) => !shutGates.has(name));
		return { isOpen, verification: isOpen ? HEALTHY : { ...HEALTHY, outcome: "unhealthy", text: "api-eu fails" } };
	},
	settle: async (_run, signal) => await settling(signal),
	sample: async () => verification,
	bakeSchedule: async () => bakes,
	async judgeBake(_place, samples, settled) {
		settledBefore = settled;
		return samples.at(-1) ?? verification;
	},
	async conclude(run, _plan, outcome) {
		const detail = outcome.steps.kind === "landed" ? "" : "reason" in outcome.steps ? outcome.steps.reason : outcome.steps.detail;
		return [
			{
				key: "run.finished",
				event: { type: "run.finished", status: outcome.status, durationMs: 1, report: null, detail: `${run.id}: ${detail}`, fix: null },
			},
		];
	},
	tell: async () => undefined,
});

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), "backout-run-"));
	const state = { kind: "sqlite", path: join(directory, "state.db") } as const;
	store = await openStore(state, { clock: testClock });
	engine = await openEngine(state, testClock);
	target = memoryTarget();
	verification = HEALTHY;
	settling = async () => verification;
	settledBefore = null;
	bakes = { intervalMs: 1_000, samples: 0 };
	shutGates = new Set();
	worker = createWorker({ engine, store, stages: stages(), clock: testClock, concurrency: 1 });
});

afterEach(async () => {
	await engine.stop();
	await store.close();
	await rm(directory, { recursive: true, force: true });
});

async function begin(steps: readonly Step[]): Promise<Run> {
	const plan: Plan = {
		version: 1,
		id: "plan-1",
		hash: "a".repeat(64),
		kind: "roll-back",
		service: "shop",
		environment: "production",
		createdAt: "2026-01-01T00:00:00.000Z",
		from: { id: "v2", label: "v2" },
		to: { id: "v1", label: "v1" },
		world: { api: "v2" },
		steps,
		warnings: [],
		notChanged: [],
		wayBack: "",
		expectedMs: null,
		refused: null,
	};
	const run: Run = {
		id: "run-1",
		planId: plan.id,
		planHash: plan.hash,
		service: plan.service,
		environment: plan.environment,
		incident: "inc-1",
		requestedBy: "ana",
		reason: "errors",
		from: plan.from,
		to: plan.to,
		createdAt: new Date().toISOString(),
		finishedAt: null,
		status: "running",
		request: null,
		isJudged: true,
	};
	await store.runs.savePlan(plan);
	const created = await store.runs.create(run, [
		{
			key: "run.created",
			event: { type: "run.created", from: run.from, to: run.to, reason: run.reason, requestedBy: run.requestedBy, steps: [] },
		},
	]);
	expect(created).toEqual({ created: true });
	await worker.begin(run.id);
	return run;
}

async function until(...statuses: readonly Run["status"][]): Promise<Run> {
	const deadline = Date.now() + 20_000;
	let run = await store.runs.get("run-1");
	await worker.work("run-1", async () => {
		run = await store.runs.get("run-1");
		if (Date.now() > deadline) throw new Error(`still ${run?.status}, wanted ${statuses.join(" or ")}`);
		return run !== null && statuses.includes(run.status);
	});
	if (run === null) throw new Error("the run is gone");
	return run;
}

const types = async () => (await store.runs.events("run-1", 0)).map((event) => event.type);
const last = async (): Promise<RunEvent> => {
	const event = (await store.runs.events("run-1", 0)).at(-1);
	if (!event) throw new Error("no events");
	return event;
};

describe("a run", () => {
	test("takes every step in order, verifies, and tells what it did as it did it", async () => {
		await begin([memoryStep("1-a"), memoryStep("2-b")]);
		expect((await until("succeeded")).status).toBe("succeeded");
		expect(target.effects).toEqual(["1-a", "2-b"]);
		expect(await types()).toEqual([
			"run.created",
			"run.started",
			"evidence.kept",
			"step.started",
			"step.applied",
			"step.landed",
			"step.started",
			"step.applied",
			"step.landed",
			"verification.started",
			"verification.finished",
			"run.finished",
		]);
		expect(await store.runs.lock({ service: "shop", environment: "production" })).toBeNull();
	});

	test("looks at the world and keeps the evidence at one moment, and carries the steps out with the target itself", async () => {
		const itself = target;
		const still = { ...memoryTarget(), current: async () => await itself.current() };
		target = { ...itself, atOneMoment: () => still };
		let kept: ReadonlyMap<string, unknown> = new Map();
		const keepEvidence: RunStages["keepEvidence"] = async (_run, targets) => {
			kept = targets;
			return { files: [], missing: [] };
		};
		worker = createWorker({ engine, store, stages: { ...stages(), keepEvidence }, clock: testClock, concurrency: 1 });
		await begin([memoryStep("1-a")]);
		await until("succeeded");
		expect(kept.get("api")).toBe(still);
		expect(itself.effects).toEqual(["1-a"]);
		expect(still.effects).toEqual([]);
	});

	test("writes nothing when the world has moved since the plan", async () => {
		target.move("v3");
		await begin([memoryStep("1-a")]);
		expect((await until("refused")).status).toBe("refused");
		expect(target.effects).toEqual([]);
		expect(await last()).toMatchObject({ detail: expect.stringContaining("api ran v2 when the plan was made and runs v3 now") });
	});

	test("does not apply what has landed already", async () => {
		target.effects.push("1-a");
		await begin([memoryStep("1-a")]);
		await until("succeeded");
		expect(target.effects).toEqual(["1-a"]);
		expect((await store.runs.events("run-1", 0)).find((event) => event.type === "step.landed")).toMatchObject({ wasAlready: true });
	});

	test("stops at a step that must not be repeated and cannot be seen, and says what a person must look at", async () => {
		target.pretend("unknown");
		await begin([memoryStep("1-a", { repeat: "never" })]);
		await until("failed");
		expect(target.effects).toEqual([]);
		expect(await store.runs.events("run-1", 0)).toContainEqual(
			expect.objectContaining({
				type: "step.failed",
				detail: expect.stringContaining("cannot tell whether it was applied"),
				fix: expect.stringContaining("do 1-a"),
			}),
		);
	});

	test("a step that breaks ends the run as failed, and the steps after it are not taken", async () => {
		target.fail(new BackoutError({ code: "x", message: "image gone", fix: "pull it" }), 9);
		await begin([memoryStep("1-a"), memoryStep("2-b")]);
		await until("failed");
		expect(target.effects).toEqual([]);
		expect(await types()).not.toContain("verification.started");
		expect(await last()).toMatchObject({ status: "failed", detail: expect.stringContaining("image gone") });
	});

	test("a step that the platform gave up ends with the platform's own way out", async () => {
		const broken = { state: "broken", detail: "no such image" } as const;
		Object.assign(target, { follow: async () => ({ ...broken, fix: "push it again" }) });
		await begin([memoryStep("1-a")]);
		await until("failed");
		expect(await store.runs.events("run-1", 0)).toContainEqual(expect.objectContaining({ type: "step.failed", fix: "push it again" }));
	});

	test("tries again what says it may succeed later", async () => {
		target.fail(new BackoutError({ code: "x", message: "busy", fix: "wait", retryable: true }), 2);
		await begin([memoryStep("1-a")]);
		await until("succeeded");
		expect(target.effects).toEqual(["1-a"]);
	});

	test("an error that comes after the effect is not believed", async () => {
		target.afterEffect = async () => {
			throw new Error("connection reset");
		};
		await begin([memoryStep("1-a")]);
		await until("succeeded");
		expect(target.effects).toEqual(["1-a"]);
	});

	test("a step that never lands is broken at its deadline, with what the platform said", async () => {
		target.pretend("landing");
		await begin([memoryStep("1-a", { timeoutMs: 300 })]);
		await until("failed");
		expect(await last()).toMatchObject({ detail: expect.stringContaining("seen as landing") });
	});

	test("a platform that can be watched is followed, and asked no more", async () => {
		const asked: string[] = [];
		const { observe } = target;
		Object.assign(target, {
			observe: (step: Step, call: StepCall) => {
				asked.push(step.id);
				return observe(step, call);
			},
			follow: async (_step: Step, call: StepCall) => {
				call.progress("1 of 2 pods");
				return { state: "landed", detail: "2 of 2 pods" };
			},
		});
		await begin([memoryStep("1-a")]);
		await until("succeeded");
		expect(asked).toEqual(["1-a"]);
		const told = await store.runs.events("run-1", 0);
		expect(told).toContainEqual(expect.objectContaining({ type: "step.progress", text: "1 of 2 pods" }));
		expect(told).toContainEqual(expect.objectContaining({ type: "step.landed", detail: "2 of 2 pods" }));
	});

	test("a watch that breaks is no end: the platform is asked again", async () => {
		Object.assign(target, { follow: () => Promise.reject(new Error("connection reset")) });
		await begin([memoryStep("1-a")]);
		await until("succeeded");
		expect(target.effects).toEqual(["1-a"]);
	});

	test("a failed verification ends it as unhealthy, without a bake", async () => {
		verification = { ...HEALTHY, outcome: "unhealthy", text: "errors 12 %" };
		bakes = { intervalMs: 1_000, samples: 2 };
		await begin([memoryStep("1-a")]);
		expect((await until("unhealthy")).status).toBe("unhealthy");
		expect(await types()).not.toContain("bake.started");
	});

	test("unknown is not healthy", async () => {
		verification = { ...HEALTHY, outcome: "unknown", text: "nothing to look at" };
		await begin([memoryStep("1-a")]);
		expect((await until("unhealthy")).status).toBe("unhealthy");
	});

	test("a verification that only saw too few requests goes on into the bake, which decides", async () => {
		const window = { from: "2026-11-21T03:00:00Z", to: "2026-11-21T03:01:00Z" };
		const reading = { kind: "ratio", failed: 0, total: 10, ratio: 0, detail: "" } as const;
		const few: Signal = {
			...{ name: "errors", source: "log", measure: "error-rate", window, reading, baseline: null },
			...{ state: "unknown", text: "0 % of 10 requests failed" },
		};
		const quiet: Verification = { ...HEALTHY, outcome: "unknown", signals: [few], text: "too little to judge by" };
		settling = async () => quiet;
		bakes = { intervalMs: 50, samples: 2 };
		await begin([memoryStep("1-a")]);
		expect((await until("succeeded")).status).toBe("succeeded");
		expect(settledBefore).toEqual(quiet);
	});

	test("gives the lock back before it bakes, and bakes to the end", async () => {
		bakes = { intervalMs: 200, samples: 3 };
		await begin([memoryStep("1-a")]);
		await worker.work("run-1", async () => (await types()).includes("bake.started"));
		expect(await store.runs.lock({ service: "shop", environment: "production" })).toBeNull();
		await until("succeeded");
		expect((await types()).filter((type) => type === "bake.sampled")).toHaveLength(3);
	});
});

describe("a person's wish", () => {
	test("a parked run pauses before its next step, and goes on where it was", async () => {
		target.afterEffect = async () => {
			if (target.effects.length === 1) await store.runs.ask("run-1", "park");
		};
		await begin([memoryStep("1-a"), memoryStep("2-b")]);
		await until("parked");
		expect(target.effects).toEqual(["1-a"]);
		await store.runs.ask("run-1", null);
		await store.runs.append("run-1", [{ key: "resumed", event: { type: "run.resumed", by: "ana" } }], "running");
		await until("succeeded");
		expect(target.effects).toEqual(["1-a", "2-b"]);
	});

	test("a run that was parked while it baked goes on baking where it was", async () => {
		bakes = { intervalMs: 50, samples: 3 };
		target.afterEffect = async () => await store.runs.ask("run-1", "park");
		await begin([memoryStep("1-a")]);
		await until("parked");
		expect(await last()).toMatchObject({ type: "run.parked", at: "before look 1 of 3" });
		await store.runs.ask("run-1", null);
		await store.runs.append("run-1", [{ key: "resumed", event: { type: "run.resumed", by: "ana" } }], "running");
		await until("succeeded");
		expect((await types()).filter((type) => type === "bake.sampled")).toHaveLength(3);
	});

	/** A service that does not become well: asked for `wish`, the run says so in the middle of its settle time. */
	const askWhileSettling = (wish: "park" | "cancel") => {
		settling = async (signal) => {
			await store.runs.ask("run-1", wish);
			if (!signal.aborted) await once(signal, "abort");
			return { ...HEALTHY, outcome: "unhealthy", text: "does not answer yet" };
		};
	};

	test("a run is parked in the middle of its settle time, keeps its lock, and proves the service well anew when it goes on", async () => {
		askWhileSettling("park");
		await begin([memoryStep("1-a")]);
		await until("parked");
		expect(await last()).toMatchObject({ type: "run.parked", at: "before verification 2" });
		expect(await store.runs.lock({ service: "shop", environment: "production" })).toMatchObject({ run: "run-1" });
		expect(await types()).not.toContain("verification.finished");
		settling = async () => HEALTHY;
		await store.runs.ask("run-1", null);
		await store.runs.append("run-1", [{ key: "resumed", event: { type: "run.resumed", by: "ana" } }], "running");
		await until("succeeded");
		expect(target.effects).toEqual(["1-a"]);
		expect((await types()).filter((type) => type.startsWith("verification"))).toEqual([
			"verification.started",
			"verification.started",
			"verification.finished",
		]);
	});

	test("a run that is cancelled in the middle of its settle time is over, and says that every step had landed", async () => {
		askWhileSettling("cancel");
		await begin([memoryStep("1-a")]);
		await until("cancelled");
		expect(await last()).toMatchObject({ detail: expect.stringContaining("before the service was proven well; every step had landed") });
		expect(await types()).not.toContain("bake.started");
	});

	test("a service that proves well although somebody asked meanwhile has been proven", async () => {
		settling = async (signal) => {
			await store.runs.ask("run-1", "park");
			if (!signal.aborted) await once(signal, "abort");
			return HEALTHY;
		};
		await begin([memoryStep("1-a")]);
		await until("succeeded");
	});

	test("a run that is cancelled while it bakes says that every step had landed", async () => {
		bakes = { intervalMs: 50, samples: 3 };
		target.afterEffect = async () => await store.runs.ask("run-1", "cancel");
		await begin([memoryStep("1-a")]);
		await until("cancelled");
		expect(await last()).toMatchObject({ detail: expect.stringContaining("every step had landed") });
	});

	test("a run that was parked refuses to go on in a world that moved meanwhile", async () => {
		target.afterEffect = async () => {
			if (target.effects.length === 1) await store.runs.ask("run-1", "park");
		};
		await begin([memoryStep("1-a"), memoryStep("2-b")]);
		await until("parked");
		target.effects.length = 0;
		await store.runs.ask("run-1", null);
		await store.runs.append("run-1", [{ key: "resumed", event: { type: "run.resumed", by: "ana" } }], "running");
		await until("failed");
		expect(target.effects).toEqual([]);
		expect(await last()).toMatchObject({ detail: expect.stringContaining("had landed and does not hold any more") });
	});

	test("a cancelled run takes no further step", async () => {
		target.afterEffect = async () => await store.runs.ask("run-1", "cancel");
		await begin([memoryStep("1-a"), memoryStep("2-b")]);
		await until("cancelled");
		expect(target.effects).toEqual(["1-a"]);
	});

	test("a lossy step waits for its approval, and takes only one for this very plan", async () => {
		await begin([memoryStep("1-a", { risk: "lossy" })]);
		await until("waiting");
		expect(target.effects).toEqual([]);
		const approval = {
			run: "run-1",
			step: "1-a",
			planHash: "b".repeat(64),
			verdict: "approved",
			by: "bob",
			reason: "",
			isBreakGlass: false,
			at: "2026-01-01T00:00:00.000Z",
		} as const;
		await store.approvals.decide({ ...approval, step: "other" });
		expect((await store.runs.get("run-1"))?.status).toBe("waiting");
		await store.approvals.decide({ ...approval, planHash: "a".repeat(64) });
		await store.runs.append("run-1", [{ key: "nudge", event: { type: "run.resumed", by: "bob" } }], "running");
		await until("succeeded");
		expect(target.effects).toEqual(["1-a"]);
	});

	test("a rejected step ends the run before it is taken", async () => {
		await begin([memoryStep("1-a", { risk: "irreversible" })]);
		await until("waiting");
		await store.approvals.decide({
			run: "run-1",
			step: "1-a",
			planHash: "a".repeat(64),
			verdict: "rejected",
			by: "bob",
			reason: "too risky",
			isBreakGlass: false,
			at: "2026-01-01T00:00:00.000Z",
		});
		await store.runs.append("run-1", [{ key: "nudge", event: { type: "run.resumed", by: "bob" } }], "running");
		await until("cancelled");
		expect(target.effects).toEqual([]);
		expect(await last()).toMatchObject({ detail: expect.stringContaining("bob rejected step 1-a: too risky") });
	});
});

describe("a worker", () => {
	test("takes over a run whose worker died in the middle of an apply, and does not apply again", async () => {
		let die = (): void => undefined;
		const dead = new Promise<void>((resolve) => {
			die = resolve;
		});
		// The first worker never comes back from apply: as if it had been killed there. Its lease is not renewed.
		target.afterEffect = async () => {
			await engine.stop();
			die();
			await new Promise(() => undefined);
		};
		await begin([memoryStep("1-a")]);
		await Promise.race([worker.work("run-1", async () => target.effects.length > 0), dead]);
		target.afterEffect = async () => undefined;
		engine = await openEngine({ kind: "sqlite", path: join(directory, "state.db") }, testClock);
		worker = createWorker({ engine, store, stages: stages(), clock: testClock, concurrency: 1 });
		await until("succeeded");
		expect(target.effects).toEqual(["1-a"]);
	});

	test("does not conclude again what had ended just before its worker died", async () => {
		let conclusions = 0;
		const counting = (): RunStages => ({
			...stages(),
			conclude: (...told) => {
				conclusions++;
				return stages().conclude(...told);
			},
		});
		// The first worker never comes back from giving the lock back: as if it had been killed there.
		let isDead = false;
		const releaseLock = async (): Promise<void> => {
			isDead = conclusions > 0;
			if (isDead) await new Promise(() => undefined);
		};
		const dying: Store = { ...store, runs: { ...store.runs, releaseLock } };
		worker = createWorker({ engine, store: dying, stages: counting(), clock: testClock, concurrency: 1 });
		await begin([memoryStep("1-a")]);
		await worker.work("run-1", async () => isDead);
		await engine.stop();
		engine = await openEngine({ kind: "sqlite", path: join(directory, "state.db") }, testClock);
		worker = createWorker({ engine, store, stages: counting(), clock: testClock, concurrency: 1 });
		await worker.work("run-1", async () => {
			const { data: queued } = await engine.backend.listWorkflowRuns({});
			return queued.every(({ status }) => status === "completed");
		});
		expect(conclusions).toBe(1);
		expect((await types()).filter((type) => type === "run.finished")).toHaveLength(1);
	});

	test("that stops as soon as its run has ended still tells the engine so", async () => {
		const releaseLock: Store["runs"]["releaseLock"] = async (run) => {
			await testClock.sleep(200);
			await store.runs.releaseLock(run);
		};
		const slow: Store = { ...store, runs: { ...store.runs, releaseLock } };
		worker = createWorker({ engine, store: slow, stages: stages(), clock: testClock, concurrency: 1 });
		await begin([memoryStep("1-a")]);
		await until("succeeded");
		await engine.stop();
		engine = await openEngine({ kind: "sqlite", path: join(directory, "state.db") }, testClock);
		expect((await engine.backend.listWorkflowRuns({})).data.map(({ status }) => status)).toEqual(["completed"]);
	});
});
