import type { Run } from "../core/run.ts";
import type { Store } from "../core/store.ts";

/** Whether nothing is left to do after the run: it went well, and did not leave the service stopped. */
export async function isConcluding(store: Store, { status, to, planId }: Run): Promise<boolean> {
	if (status !== "succeeded") return false;
	return to !== null || (await store.runs.plan(planId))?.kind !== "stop-writes";
}
