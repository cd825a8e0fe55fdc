import { OpenWorkflow, type Worker } from "openworkflow";
import { BackoutError } from "../core/error.ts";
import type { Clock } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";
import type { LeasedBackend } from "./lease.ts";
import { wakeSignal } from "./pause.ts";
import { rollBack } from "./rollback.ts";
import type { RunStages } from "./stages.ts";

const WORKFLOW = "backout.run";
/** Between two looks for work while somebody waits for it, in milliseconds. */
const TICK_MS = 50;

/** Carries runs on, in this process. */
export interface RunWorker {
	/** Puts the run into the engine's queue (again does nothing) and takes it up at once. */
	begin(run: string): Promise<void>;
	/** Wakes a run that waits for a person; harmless when it does not wait. */
	wake(run: string): Promise<void>;
	/** Takes up whatever is due, until `isOver` says so. */
	work(isOver: () => Promise<boolean>): Promise<void>;
}

/** A worker over the engine's database; `concurrency` runs at a time. */
export function createWorker(parts: {
	readonly engine: LeasedBackend;
	readonly store: Store;
	readonly stages: RunStages;
	readonly clock: Clock;
	readonly concurrency: number;
}): RunWorker {
	const client = new OpenWorkflow({ backend: parts.engine.backend });
	const workflow = client.defineWorkflow<{ run: string }, null>({ name: WORKFLOW }, async ({ input, step, run: claimed }) => {
		const run = await parts.store.runs.get(input.run);
		const plan = run && (await parts.store.runs.plan(run.planId));
		if (!run || !plan) {
			throw new BackoutError({
				code: "run.unknown",
				message: `run ${input.run} is in the queue but not in the store`,
				fix: "restore the state database that belongs to this queue",
			});
		}
		const targets = await parts.stages.targets(run);
		await rollBack({ ...parts, run, plan, targets, durable: step, holdsLease: () => parts.engine.holds(claimed.id) });
		return null;
	});
	const worker: Worker = client.newWorker({ concurrency: parts.concurrency });
	return {
		async begin(run) {
			await workflow.run({ run }, { idempotencyKey: run });
			await worker.tick();
		},
		async wake(run) {
			await client.sendSignal({ signal: wakeSignal(run) });
		},
		async work(isOver) {
			while (!(await isOver())) {
				const claimed = await worker.tick();
				if (claimed === 0) await parts.clock.sleep(TICK_MS);
			}
		},
	};
}
