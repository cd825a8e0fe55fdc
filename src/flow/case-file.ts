import type { Incident } from "../core/incident.ts";
import type { CaseFile } from "../core/report.ts";
import type { NewRunEvent, Run, RunEvent, RunStatus } from "../core/run.ts";
import type { Store } from "../core/store.ts";

/** What is about to be appended to a run, so that its report can tell of its end. */
export interface Ending {
	readonly run: string;
	/** ISO 8601. */
	readonly time: string;
	/** The status that the run is about to get; null: it does not change. */
	readonly status: RunStatus | null;
	readonly events: readonly NewRunEvent[];
}

/** Everything stored about an incident; null when there is none of that id. */
export async function loadCaseFile(store: Store, incidentId: string, ending: Ending | null = null): Promise<CaseFile | null> {
	const incident = await store.incidents.get(incidentId);
	if (incident === null) return null;
	const [entries, assessments, runs] = await Promise.all([
		store.incidents.entries(incidentId),
		store.incidents.assessments(incidentId),
		runsOf(store, incident, ending),
	]);
	return { incident, entries, assessments, runs };
}

/** Oldest run first, as the report tells it. */
async function runsOf(store: Store, incident: Incident, ending: Ending | null): Promise<CaseFile["runs"]> {
	const runs = (await store.runs.list({ incident: incident.id, limit: 100 })).toReversed();
	const files = await Promise.all(
		runs.map(async (run) => {
			const [plan, events] = await Promise.all([store.runs.plan(run.planId), store.runs.events(run.id, 0)]);
			if (plan === null) return [];
			if (ending?.run !== run.id) return [{ run, plan, events }];
			return [{ run: ended(run, ending), plan, events: withEnding(events, ending) }];
		}),
	);
	return files.flat();
}

function ended(run: Run, { status, time }: Ending): Run {
	return status === null ? run : { ...run, status, finishedAt: time };
}

function withEnding(events: readonly RunEvent[], { run, time, events: added }: Ending): readonly RunEvent[] {
	const lastSeq = events.at(-1)?.seq ?? 0;
	return [...events, ...added.map(({ event }, index) => ({ ...event, run, time, seq: lastSeq + index + 1 }))];
}
