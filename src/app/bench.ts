import type { Store } from "../core/store.ts";
import { type Courier, createCourier } from "../flow/courier.ts";
import { createStages } from "../flow/stages.ts";
import { takeEngineWords } from "../run/engine-words.ts";
import { createWorker, type RunWorker } from "../run/worker.ts";
import type { AppParts } from "./parts.ts";

/** How many runs one command carries at a time: its own. */
const CONCURRENCY = 1;

/** What runs are carried out with. */
export interface Bench {
	readonly store: Store;
	readonly courier: Courier;
	readonly worker: RunWorker;
}

/** Opens the engine and the store, and puts the stages together. Throws BackoutError `engine.…` and `store.…`. */
export async function setUpBench(parts: AppParts): Promise<Bench> {
	const [engine, store] = await Promise.all([parts.engine(), parts.store()]);
	takeEngineWords((text) => parts.log.debug(text));
	const courier = createCourier(parts);
	const stages = createStages(parts, courier);
	return { store, courier, worker: createWorker({ engine, store, stages, clock: parts.clock, concurrency: CONCURRENCY }) };
}
