import type { Incident } from "../core/incident.ts";
import type { CaseFile } from "../core/report.ts";
import type { NewRunEvent, RunEvent } from "../core/run.ts";
import type { Store } from "../core/store.ts";

/** Everything stored about an incident; null when there is none of that id. `ending` are events of a run that are about to be appended. */
export async function loadCaseFile(
	store: Store,
	incidentId: string,
	ending: { readonly run: string; readonly time: string; readonly events: readonly NewRunEvent[] } | null = null,
): Promise<CaseFile | null> {
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
async function runsOf(
	store: Store,
	incident: Incident,
	ending: { readonly run: string; readonly time: string; readonly events: readonly NewRunEvent[] } | null,
): Promise<CaseFile["runs"]> {
	const runs = (await store.runs.list({ incident: incident.id, limit: 100 })).toReversed();
	const files = await Promise.all(
		runs.map(async (run) => {
			const [plan, events] = await Promise.all([store.runs.plan(run.planId), store.runs.events(run.id, 0)]);
			if (plan === null) return [];
			return [{ run, plan, events: ending?.run === run.id ? withEnding(events, ending) : events }];
		}),
	);
	return files.flat();
}

function withEnding(
	events: readonly RunEvent[],
	ending: { readonly run: string; readonly time: string; readonly events: readonly NewRunEvent[] },
): readonly RunEvent[] {
	const lastSeq = events.at(-1)?.seq ?? 0;
	const { run, time } = ending;
	return [...events, ...ending.events.map(({ event }, index) => ({ ...event, run, time, seq: lastSeq + index + 1 }))];
}
