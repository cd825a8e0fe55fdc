import { nearestNames } from "../config/index.ts";
import { BackoutError } from "../core/error.ts";
import type { Run } from "../core/run.ts";
import type { Store } from "../core/store.ts";

/** Among how many of the latest runs the nearest ids are looked for. */
const LATEST = 50;

/** The run of that id; throws BackoutError `run.unknown` with the nearest ids. */
export async function knownRun(store: Store, id: string): Promise<Run> {
	const run = await store.runs.get(id);
	if (run !== null) return run;
	const known = (await store.runs.list({ limit: LATEST })).map((one) => one.id);
	throw new BackoutError({
		code: "run.unknown",
		message: `there is no run ${JSON.stringify(id)}`,
		fix: nearestOrList(id, known, "backout show --list"),
	});
}

/** "did you mean …? backout show --list shows them all": the fix for an id that was mistyped. */
export function nearestOrList(found: string, known: readonly string[], command: string): string {
	const near = nearestNames(found, known);
	const list = known.length === 0 ? `there is none yet: ${command}` : `${command} shows them all`;
	return near.length === 0 ? list : `did you mean ${near.join(" or ")}? ${list}`;
}
