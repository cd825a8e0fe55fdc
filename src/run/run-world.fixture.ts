import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan, PlannedBatch } from "../core/plan.ts";
import type { Run, RunEvent } from "../core/run.ts";
import type { Step } from "../core/step.ts";
import type { Store } from "../core/store.ts";
import type { Verification } from "../core/verification.ts";
import { createProcessRunner } from "../runtime/process.ts";
import { openStore } from "../store/index.ts";
import { type MemoryTarget, memoryTarget } from "../testing/memory-target.ts";
import { testClock } from "../testing/step-driver.ts";
import { openEngine } from "./engine.ts";
import type { RunStages } from "./stages.ts";
import { createWorker } from "./worker.ts";

/** A verification that found nothing wrong. */
export const HEALTHY: Verification = { outcome: "healthy", at: "2026-01-01T00:00:00.000Z", signals: [], text: "all well" };

/** One run over targets in memory, on a real store and a real engine. */
export interface RunWorld {
	readonly store: Store;
	readonly targets: ReadonlyMap<string, MemoryTarget>;
	/** What the run asks of the rest of the house; a test changes what it needs. */
	readonly stages: { -readonly [Key in keyof RunStages]: RunStages[Key] };
	begin(steps: readonly Step[], batches?: readonly PlannedBatch[]): Promise<void>;
	/** Works until the run has one of these states, 20 s at most. */
	until(...statuses: readonly Run["status"][]): Promise<void>;
	/** As if the worker's process had died: a new one takes the run over when the lease is up. */
	replaceWorker(): Promise<void>;
	goOn(): Promise<void>;
	events(): Promise<readonly RunEvent[]>;
	types(): Promise<readonly RunEvent["type"][]>;
	[Symbol.asyncDispose](): Promise<void>;
}

/** A world with these targets, each of which runs v2. */
export async function openRunWorld(names: readonly string[]): Promise<RunWorld> {
	const directory = await mkdtemp(join(tmpdir(), "backout-run-"));
	const state = { kind: "sqlite", path: join(directory, "state.db") } as const;
	const store = await openStore(state, { clock: testClock });
	const targets = new Map(names.map((name) => [name, memoryTarget()]));
	const stages = wellStages(targets);
	let engine = await openEngine(state, testClock);
	const work = () => createWorker({ engine, store, stages, clock: testClock, concurrency: 1 });
	let worker = work();
	const events = async () => await store.runs.events(RUN.id, 0);
	return {
		store,
		targets,
		stages,
		events,
		types: async () => (await events()).map(({ type }) => type),
		async begin(steps, batches) {
			const plan: Plan = { ...PLAN, steps, ...(batches === undefined ? {} : { batches }), world: worldOf(names) };
			await store.runs.savePlan(plan);
			await store.runs.create({ ...RUN, createdAt: new Date().toISOString() }, [CREATED]);
			await worker.begin(RUN.id);
		},
		async until(...statuses) {
			const deadline = Date.now() + 20_000;
			await worker.work(RUN.id, async () => {
				const status = (await store.runs.get(RUN.id))?.status;
				if (Date.now() > deadline) throw new Error(`still ${status}, wanted ${statuses.join(" or ")}`);
				return status !== undefined && statuses.includes(status);
			});
		},
		async replaceWorker() {
			await engine.stop();
			engine = await openEngine(state, testClock);
			worker = work();
		},
		async goOn() {
			await store.runs.ask(RUN.id, null);
			await store.runs.append(RUN.id, [{ key: "resumed", event: { type: "run.resumed", by: "ana" } }], "running");
		},
		async [Symbol.asyncDispose]() {
			await engine.stop();
			await store.close();
			await rm(directory, { recursive: true, force: true });
		},
	};
}

function worldOf(names: readonly string[]): Plan["world"] {
	return Object.fromEntries(names.map((name) => [name, "v2"]));
}

function wellStages(targets: ReadonlyMap<string, MemoryTarget>): RunWorld["stages"] {
	return {
		targets: async () => targets,
		processesFor: () => createProcessRunner({ clock: testClock }),
		outlive: async () => undefined,
		needsApproval: (step) => step.risk !== "safe",
		keepEvidence: async () => ({ files: ["log"], missing: [] }),
		settleGate: async () => ({ isOpen: true, verification: HEALTHY }),
		settle: async () => HEALTHY,
		sample: async () => HEALTHY,
		bakeSchedule: async () => ({ intervalMs: 1_000, samples: 0 }),
		judgeBake: async () => HEALTHY,
		async conclude(run, _plan, { status, steps }) {
			const detail = steps.kind === "landed" ? "" : "reason" in steps ? steps.reason : steps.detail;
			return [
				{
					key: "run.finished",
					event: { type: "run.finished", status, durationMs: 1, report: null, detail: `${run.id}: ${detail}`, fix: null },
				},
			];
		},
		tell: async () => undefined,
	};
}

const PLAN: Omit<Plan, "steps"> = {
	version: 1,
	id: "plan-1",
	hash: "a".repeat(64),
	kind: "roll-back",
	service: "shop",
	environment: "production",
	createdAt: "2026-01-01T00:00:00.000Z",
	from: { id: "v2", label: "v2" },
	to: { id: "v1", label: "v1" },
	world: {},
	warnings: [],
	notChanged: [],
	wayBack: "",
	expectedMs: null,
	refused: null,
};

const RUN: Run = {
	id: "run-1",
	planId: PLAN.id,
	planHash: PLAN.hash,
	service: PLAN.service,
	environment: PLAN.environment,
	incident: "inc-1",
	requestedBy: "ana",
	reason: "errors",
	from: PLAN.from,
	to: PLAN.to,
	createdAt: PLAN.createdAt,
	finishedAt: null,
	status: "running",
	request: null,
	isJudged: true,
};

const CREATED = {
	key: "run.created",
	event: { type: "run.created", from: RUN.from, to: RUN.to, reason: RUN.reason, requestedBy: RUN.requestedBy, steps: [] },
} as const;
