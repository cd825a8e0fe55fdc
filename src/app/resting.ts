import type { Place } from "../core/place.ts";
import type { Run, RunEvent } from "../core/run.ts";
import { eventsOf } from "../core/run-events.ts";
import type { Store } from "../core/store.ts";
import type { RestingRun } from "./app.ts";

/** More than one place has at a time: at most one run before its bake, and those that bake. */
const LATEST = 20;

/** The runs of the place that go on only when a person does something, newest first. A run that was parked in its bake holds no lock, so the lock does not tell of all. */
export async function restingRuns(store: Store, { service, environment }: Place): Promise<readonly RestingRun[]> {
	const runs = await store.runs.list({ service, environment, limit: LATEST });
	const resting = runs.flatMap((run) => (run.status === "parked" || run.status === "waiting" ? [{ run, status: run.status }] : []));
	return await Promise.all(resting.map(async ({ run, status }) => restingRun(run, status, await store.runs.events(run.id, 0))));
}

function restingRun(run: Run, status: RestingRun["status"], events: readonly RunEvent[]): RestingRun {
	const parked = eventsOf({ events }, "run.parked").at(-1);
	const asked = eventsOf({ events }, "approval.requested").at(-1);
	if (status === "parked")
		return { run: run.id, status, by: parked?.by ?? run.requestedBy, at: parked?.at ?? "", since: parked?.time ?? run.createdAt };
	return { run: run.id, status, by: run.requestedBy, at: asked?.step ?? "", since: asked?.time ?? run.createdAt };
}
