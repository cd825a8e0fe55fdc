import type { Incident } from "../core/incident.ts";
import { wasNothingWrong } from "../core/report.ts";
import type { Store } from "../core/store.ts";
import type { ToldIncident } from "./app.ts";

/** The incident with whether anything was wrong at all. */
export async function toldIncident(store: Store, incident: Incident): Promise<ToldIncident> {
	const [runs, assessments] = await Promise.all([
		store.runs.list({ incident: incident.id, limit: 1 }),
		store.incidents.assessments(incident.id),
	]);
	return { ...incident, wasNothingWrong: wasNothingWrong({ runs, assessments }) };
}
