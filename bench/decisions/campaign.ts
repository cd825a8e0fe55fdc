import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Task } from "./watching.ts";

/** So many watches are handed out at once: enough that handing out costs nothing, few enough that all cores end together. */
const AT_ONCE = 100;

/** Workers on all cores that watch simulated releases. */
export interface Crew {
	/** For each of `count` watches the look that called the release bad, −1 for none, in the order of the watches. Throws what a worker throws. */
	watch(scene: string, method: string, count: number): Promise<readonly number[]>;
	stop(): Promise<void>;
}

/** A crew; the same seed gives the same numbers on any machine. */
export function createCrew(seed: number): Crew {
	const workers = Array.from({ length: availableParallelism() }, () => new Worker(new URL("./watching-worker.ts", import.meta.url)));
	return {
		async watch(scene, method, count) {
			const tasks: Task[] = [];
			for (let first = 0; first < count; first += AT_ONCE) {
				tasks.push({ scene, method, seed, first, count: Math.min(AT_ONCE, count - first) });
			}
			const answers = new Map<number, readonly number[]>();
			await Promise.all(
				workers.map(async (worker) => {
					for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) answers.set(task.first, await ask(worker, task));
				}),
			);
			return [...answers.keys()].sort((a, b) => a - b).flatMap((first) => answers.get(first) ?? []);
		},
		async stop() {
			await Promise.all(workers.map((worker) => worker.terminate()));
		},
	};
}

function ask(worker: Worker, task: Task): Promise<readonly number[]> {
	return new Promise((resolve, reject) => {
		worker.once("message", (looks: readonly number[]) => {
			worker.off("error", reject);
			resolve(looks);
		});
		worker.once("error", reject);
		worker.postMessage(task);
	});
}
