import { BackoutError } from "../core/error.ts";
import type { Incident, IncidentEntry } from "../core/incident.ts";
import type { IncidentStore } from "../core/store.ts";
import { loadCaseFile } from "../flow/case-file.ts";
import { reviewCase } from "../incident/index.ts";
import type { App, ToldIncident } from "./app.ts";
import { nearestOrList } from "./known-run.ts";
import type { AppParts } from "./parts.ts";
import { toldIncident } from "./told-incident.ts";

/** Among how many of the latest incidents the nearest ids are looked for. */
const LATEST = 50;

/** The incident commands. */
export function incidentCommands(parts: AppParts): Pick<App, "incidents" | "incident" | "acknowledge" | "addNote" | "closeIncident"> {
	const change = async (
		id: string,
		kind: IncidentEntry["kind"],
		text: string,
		what: Parameters<IncidentStore["update"]>[1],
	): Promise<ToldIncident> => {
		const store = await parts.store();
		await known(store.incidents, id);
		const time = new Date(parts.clock.now()).toISOString();
		await store.incidents.update(id, what, { time, by: parts.who, kind, text, reference: null });
		await store.audit.append({ by: parts.who, action: `incident.${kind}`, subject: id, detail: { text } }, time);
		return await toldIncident(store, await known(store.incidents, id));
	};
	return {
		async incidents({ service, isOpenOnly, limit }) {
			const store = await parts.store();
			const all = await store.incidents.list({ ...(service === null ? {} : { service }), limit });
			const wanted = isOpenOnly ? all.filter((incident) => incident.status !== "closed") : all;
			return await Promise.all(wanted.map((incident) => toldIncident(store, incident)));
		},
		async incident(id) {
			const store = await parts.store();
			const caseFile = await loadCaseFile(store, id);
			if (caseFile === null) throw await unknown(store.incidents, id);
			const review = reviewCase(caseFile);
			const { reportMarkdown } = await import("../report/index.ts");
			return {
				caseFile,
				review,
				markdown: reportMarkdown(caseFile, review, {
					mask: (text) => parts.masker.mask(text),
					generatedAt: new Date(parts.clock.now()).toISOString(),
				}),
			};
		},
		acknowledge: (id) => change(id, "acknowledged", `${parts.who} takes it`, { status: "acknowledged", owner: parts.who }),
		addNote: (id, text) => change(id, "note", text, {}),
		closeIncident: (id, text) => change(id, "closed", text, { status: "closed", closedAt: new Date(parts.clock.now()).toISOString() }),
	};
}

async function known(incidents: IncidentStore, id: string): Promise<Incident> {
	const incident = await incidents.get(id);
	if (incident === null) throw await unknown(incidents, id);
	return incident;
}

async function unknown(incidents: IncidentStore, id: string): Promise<BackoutError> {
	const known = (await incidents.list({ limit: LATEST })).map((incident) => incident.id);
	return new BackoutError({
		code: "incident.unknown",
		message: `there is no incident ${JSON.stringify(id)}`,
		fix: nearestOrList(id, known, "backout incident list --all"),
	});
}
