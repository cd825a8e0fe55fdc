import type { Place } from "../core/place.ts";
import type { Release, TargetRelease } from "../core/release.ts";
import type { Run } from "../core/run.ts";
import { eventsOf } from "../core/run-events.ts";
import type { Store } from "../core/store.ts";

/** How many runs are looked through for the one that brought the release back. */
const RUNS = 10;

/**
 * Since when the release that runs has been live this time, ISO 8601: a rollback brings back what was deployed long ago, and its days of before do not
 * count. The newest of what the ledger knows, what the targets say, and when a run of ours put it there; null when nobody knows.
 */
export async function liveSince(
	store: Store | null,
	place: Place,
	release: Release,
	currents: Readonly<Record<string, TargetRelease | null>>,
): Promise<string | null> {
	const told = Object.values(currents).map((current) => current?.deployedAt ?? null);
	const runs = (await store?.runs.list({ ...place, limit: RUNS })) ?? [];
	const newest = runs.find(({ status }) => status === "succeeded" || status === "unhealthy");
	const brought = store === null || newest?.to?.id !== release.id ? null : await landedAt(store, newest);
	const known = [release.deployedAt, ...told, brought].flatMap((at) => (at === null || Number.isNaN(Date.parse(at)) ? [] : [at]));
	return known.toSorted((one, other) => Date.parse(one) - Date.parse(other)).at(-1) ?? null;
}

/** When the run's last step had landed; the bake that follows is time that the release was live. Null when all of it was there already. */
async function landedAt(store: Store, run: Run): Promise<string | null> {
	const landed = eventsOf({ events: await store.runs.events(run.id, 0) }, "step.landed");
	return landed.findLast(({ wasAlready }) => !wasAlready)?.time ?? null;
}
