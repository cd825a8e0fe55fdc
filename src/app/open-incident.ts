import { type Assessment, decidedText } from "../core/assessment.ts";
import type { Incident } from "../core/incident.ts";
import type { Place } from "../core/place.ts";
import type { Plan } from "../core/plan.ts";
import type { Store } from "../core/store.ts";
import { incidentTitle, runTitle } from "../incident/index.ts";
import { isConcluding } from "./concluded.ts";
import type { AppParts } from "./parts.ts";

/** The open incident of the place that a run belongs to, or a new one that is called by why it runs. Returns its id. */
export async function openIncident(parts: AppParts, store: Store, plan: Plan, reason: string | null): Promise<string> {
	const open = await newestOpen(store, plan);
	if (open !== null) return open.id;
	const latest = await store.incidents.latestAssessment(plan);
	const title = runTitle(plan, reason, latest, new Date(parts.clock.now()).toISOString());
	return (await raise(parts, store, plan, title, "P2")).id;
}

/** The incident that an assessment belongs to: the open one of the place, or a new one with the assessment's title and severity. */
export async function incidentOf(parts: AppParts, store: Store, assessment: Assessment): Promise<Incident> {
	const open = await newestOpen(store, assessment);
	if (open === null) return await raise(parts, store, assessment, incidentTitle(assessment), assessment.decision.severity);
	const time = new Date(parts.clock.now()).toISOString();
	const entry = { time, by: parts.who, kind: "assessment", text: decidedText(assessment.decision), reference: assessment.id } as const;
	await store.incidents.update(open.id, { severity: worse(open.severity, assessment.decision.severity) }, entry);
	return open;
}

/** An incident whose run was rolled back and concluded stays open for people, but a new release gets an incident of its own. A service that stands stopped is the same case still. */
async function newestOpen(store: Store, { service, environment }: Place): Promise<Incident | null> {
	const candidates = await store.incidents.list({ service, environment, limit: 20 });
	for (const incident of candidates.filter(({ status }) => status !== "closed")) {
		const [run] = await store.runs.list({ incident: incident.id, limit: 1 });
		if (run === undefined || !(await isConcluding(store, run))) return incident;
	}
	return null;
}

async function raise(
	parts: AppParts,
	store: Store,
	{ service, environment }: Place,
	title: string,
	severity: Incident["severity"],
): Promise<Incident> {
	const time = new Date(parts.clock.now()).toISOString();
	const incident: Incident = {
		id: parts.newId("inc"),
		service,
		environment,
		title,
		severity,
		status: "open",
		openedAt: time,
		closedAt: null,
		owner: null,
		parentRun: null,
	};
	await store.incidents.open(incident, { time, by: parts.who, kind: "opened", text: title, reference: null });
	return incident;
}

function worse(one: Incident["severity"], other: Incident["severity"]): Incident["severity"] {
	return one < other ? one : other;
}
