import "./interpreted-schemas.ts";
import { resolveEnvironment } from "../config/index.ts";
import { assessPlace } from "../flow/assess.ts";
import { readJournal } from "../flow/journal.ts";
import { gatherLineage } from "../flow/lineage.ts";
import { makePlan } from "../flow/plan.ts";
import { verifyNow } from "../flow/prove.ts";
import type { App } from "./app.ts";
import { askingCommands } from "./asking.ts";
import { guardingCommands } from "./guarding.ts";
import { incidentCommands } from "./incidents.ts";
import { lookingCommands } from "./looking.ts";
import { incidentOf } from "./open-incident.ts";
import type { AppParts } from "./parts.ts";
import { readPlan } from "./read-plan.ts";
import { runningCommands } from "./running.ts";
import { openStoreOrNull } from "./state-away.ts";
import { tellingCommands } from "./telling.ts";
import { createWorkshop } from "./workshop.ts";

export type * from "./app.ts";
export { checkConfig } from "./checking.ts";
export { type AppParts, buildParts, type LoadedConfig, loadConfig } from "./parts.ts";

/** Everything the commands do, over the parts. */
export function createApp(parts: AppParts): App {
	const workshop = createWorkshop(parts);
	const running = runningCommands(parts, workshop);
	const assess: App["assess"] = async (place, request) => {
		const { store, away } = await openStoreOrNull(parts);
		const { assessment, series } = await assessPlace(parts, place, request, store);
		for (const warning of away) parts.log.warn(warning);
		if (store === null) return { assessment, incident: null, series };
		const isQuiet = request.summary === null && (request.isLook === true || assessment.decision.action === "none");
		const incident = isQuiet ? null : await incidentOf(parts, store, assessment);
		await store.incidents.saveAssessment(incident?.id ?? null, assessment);
		return { assessment, incident, series };
	};
	return {
		config: parts.config,
		who: parts.who,
		masker: parts.masker,
		place(service, environment) {
			const found = resolveEnvironment(parts.config, service, environment);
			return { service: found.service, environment: found.environment };
		},
		assess,
		plan: (place, request) => makePlan(parts, place, request),
		readPlan,
		async storedPlan(id) {
			const { store } = await openStoreOrNull(parts);
			return (await store?.runs.plan(id)) ?? null;
		},
		async verify(place) {
			const [connected, { store }] = await Promise.all([parts.connect(place), openStoreOrNull(parts)]);
			return await verifyNow(parts, connected, await gatherLineage(connected, await readJournal(store, place)));
		},
		...lookingCommands(parts),
		...tellingCommands(parts),
		...running,
		...guardingCommands(parts, { assess, start: running.start }),
		...askingCommands(parts),
		...incidentCommands(parts),
		close: () => parts.close(),
	};
}
