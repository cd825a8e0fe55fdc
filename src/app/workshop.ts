import { isFinished, type RunStatus } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import type { RunWorker } from "../run/worker.ts";
import type { Bench } from "./bench.ts";
import { knownRun } from "./known-run.ts";
import type { AppParts } from "./parts.ts";
import { standsStill } from "./stands-still.ts";

/** How long messages that are still under way may hold up the end of a command, in milliseconds. */
const LAST_WORDS_MS = 1_000;
/** The engine forgets idempotency keys after 24 h: an older run must not be queued a second time. */
const QUEUE_KEY_MS = 23 * 3_600_000;

/** Where runs are carried out in this process; the engine and all that a run needs are loaded and opened on first use. */
export interface Workshop {
	/** Carries the run on until it is over, waits for a person or is parked, or until the signal aborts; returns its status then. */
	work(run: string, signal: AbortSignal): Promise<RunStatus>;
	/** Begins to load and open what carrying a run on needs, while something else is waited for; what goes wrong with it is told when it is needed. */
	prepare(): void;
}

/** A workshop over the parts. */
export function createWorkshop(parts: AppParts): Workshop {
	let bench: Promise<Bench> | null = null;
	const open = (): Promise<Bench> => {
		bench ??= import("./bench.ts")
			.then(({ setUpBench }) => setUpBench(parts))
			.catch((thrown: unknown) => {
				bench = null;
				throw thrown;
			});
		return bench;
	};
	return {
		prepare: () => void open().catch(() => undefined),
		async work(run, signal) {
			const { store, worker, courier } = await open();
			const status = await carryOn(parts, store, worker, run, signal).catch((thrown: unknown) => {
				throw standsStill(run, thrown);
			});
			if (!signal.aborted) await worker.rest();
			await courier.settle(LAST_WORDS_MS);
			return status;
		},
	};
}

async function carryOn(parts: AppParts, store: Store, worker: RunWorker, id: string, signal: AbortSignal): Promise<RunStatus> {
	const run = await knownRun(store, id);
	if (isFinished(run.status)) return run.status;
	if (parts.clock.now() - Date.parse(run.createdAt) < QUEUE_KEY_MS) await worker.begin(id);
	let status: RunStatus = run.status;
	let count = 0;
	const isOver = async (): Promise<boolean> => {
		count = parts.notices.count("status", id);
		status = (await knownRun(store, id)).status;
		return isFinished(status) || status === "parked" || status === "waiting" || signal.aborted;
	};
	await worker.work(id, isOver, (ms) => parts.notices.next("status", id, count, ms, signal));
	return status;
}
