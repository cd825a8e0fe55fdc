import { BackoutError } from "../core/error.ts";
import type { Run } from "../core/run.ts";
import type { Store } from "../core/store.ts";

/** The run of that id; throws BackoutError `run.unknown`. */
export async function knownRun(store: Store, id: string): Promise<Run> {
	const run = await store.runs.get(id);
	if (run !== null) return run;
	throw new BackoutError({ code: "run.unknown", message: `there is no run ${id}`, fix: "see `backout show` for the latest runs" });
}
