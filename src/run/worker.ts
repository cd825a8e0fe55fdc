import { OpenWorkflow, type Worker } from "openworkflow";
import { BackoutError, errorText } from "../core/error.ts";
import { isFinished, type NewRunEvent } from "../core/run.ts";
import type { Clock } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";
import type { LeasedBackend } from "./lease.ts";
import { wakeSignal } from "./pause.ts";
import { rollBack } from "./rollback.ts";
import type { RunStages } from "./stages.ts";

const WORKFLOW = "backout.run";
/** What is expected to go wrong comes back as a value; this is for a state database that hiccups. */
const RETRY = { initialInterval: "250ms", backoffCoefficient: 2, maximumInterval: "2s", maximumAttempts: 200 } as const;
/** Between two looks for work while somebody waits for it, in milliseconds. */
const TICK_MS = 50;

/** Between two signals to a run that may be waiting for a person, in milliseconds. */
const WAKE_MS = 300;
/** Between two looks whether the engine itself gave a run up, in milliseconds. */
const FAILURE_MS = 1_000;

/** Carries runs on, in this process. */
export interface RunWorker {
	/** Puts the run into the engine's queue (again does nothing) and takes it up at once. */
	begin(run: string): Promise<void>;
	/** Takes up whatever is due, until `isOver` says so; wakes the run in case it waits for a person. `rest` waits so many milliseconds between two looks, or until there may be something new. */
	work(run: string, isOver: () => Promise<boolean>, rest?: (ms: number) => Promise<void>): Promise<void>;
	/** Waits until everything taken up here, also other people's runs that were left behind, has come to its end or to a durable wait. */
	rest(): Promise<void>;
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
	const workflow = client.defineWorkflow<{ run: string }, null>(
		{ name: WORKFLOW, retryPolicy: RETRY },
		async ({ input, step, run: claimed }) => {
			const run = await parts.store.runs.get(input.run);
			const plan = run && (await parts.store.runs.plan(run.planId));
			if (!run || !plan) {
				throw new BackoutError({
					code: "run.unknown",
					message: `run ${input.run} is in the queue but not in the store`,
					fix: "restore the state database that belongs to this queue",
				});
			}
			// Its worker died between its last words and the engine's own record of the end: nothing of it may be done a second time.
			if (isFinished(run.status)) {
				await parts.store.runs.releaseLock(run.id);
				return null;
			}
			const targets = await parts.stages.targets(run);
			await rollBack({ ...parts, run, plan, targets, durable: step, holdsLease: () => parts.engine.holds(claimed.id) });
			return null;
		},
	);
	const worker: Worker = client.newWorker({ concurrency: parts.concurrency });
	const queued = new Map<string, string>();
	return {
		async begin(run) {
			const handle = await workflow.run({ run }, { idempotencyKey: run });
			queued.set(run, handle.workflowRun.id);
			await parts.engine.freeOrphan(handle.workflowRun.id);
			await worker.tick();
		},
		async work(run, isOver, rest = (ms) => parts.clock.sleep(ms)) {
			let isAwake = false;
			let wakeAt = 0;
			let failureAt = parts.clock.now() + FAILURE_MS;
			while (!(await isOver())) {
				const now = parts.clock.now();
				if (!isAwake && now >= wakeAt) {
					await client.sendSignal({ signal: wakeSignal(run) });
					wakeAt = now + WAKE_MS;
				}
				if (now >= failureAt) {
					await endIfGivenUp(parts, run, queued.get(run) ?? null);
					failureAt = now + FAILURE_MS;
				}
				const claimed = await worker.tick().catch((thrown: unknown) => {
					throw journalLost(thrown);
				});
				if (claimed > 0) isAwake = true;
				else await rest(TICK_MS);
			}
		},
		async rest() {
			// The engine looks only every 100 ms whether its last run is over.
			await parts.engine.settled();
			await worker.stop();
		},
	};
}

/** The engine's own words are about its tables; a person needs to know what to look at. */
function journalLost(thrown: unknown): BackoutError {
	if (thrown instanceof BackoutError) return thrown;
	return new BackoutError({
		code: "engine.failed",
		message: `the run journal cannot be written (${errorText(thrown)})`,
		fix: "see whether its database answers, its disk has space and its file may be written",
		cause: thrown,
	});
}

/** A run that the engine gave up after a bug or a lost database must not hold its lock for ever: it ends as failed, with what was thrown. */
async function endIfGivenUp(
	parts: { readonly engine: LeasedBackend; readonly store: Store; readonly clock: Clock },
	id: string,
	engineId: string | null,
): Promise<void> {
	const queued = engineId === null ? null : await parts.engine.backend.getWorkflowRun({ workflowRunId: engineId });
	const run = queued?.status === "failed" ? await parts.store.runs.get(id) : null;
	if (run === null) return;
	const finished: NewRunEvent = {
		key: "run.finished",
		event: {
			type: "run.finished",
			status: "failed",
			durationMs: parts.clock.now() - Date.parse(run.createdAt),
			report: null,
			detail: `Backout itself failed: ${queued?.error?.message ?? "no reason given"}`,
			fix: `see what is where with: backout status ${run.service}; then plan again`,
		},
	};
	await parts.store.runs.append(id, [finished], "failed");
	await parts.store.runs.releaseLock(id);
}
