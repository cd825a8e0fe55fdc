import type { StateConfig } from "../core/config.ts";
import type { Clock } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";
import { openApprovals } from "./approvals.ts";
import { openAudit } from "./audit.ts";
import { openControls } from "./controls.ts";
import { openGuards } from "./guards.ts";
import { openIncidents } from "./incidents.ts";
import { openJudgements } from "./judgements.ts";
import { openLedger } from "./ledger.ts";
import { openOutbox } from "./outbox.ts";
import { openProcesses } from "./processes.ts";
import { openRuns } from "./runs.ts";
import { openSamples } from "./samples.ts";
import type { Database } from "./tables.ts";

/** What the store needs from outside. */
export interface StoreOptions {
	readonly clock: Clock;
}

/** Opens everything Backout remembers, making it when it is not there; throws BackoutError with a code `store.…`. The PostgreSQL URL must have its `${ENV}` resolved. */
export async function openStore(state: StateConfig, options: StoreOptions): Promise<Store> {
	const database = await openDatabase(state, options.clock);
	return {
		ledger: openLedger(database),
		runs: openRuns(database, options.clock),
		approvals: openApprovals(database),
		processes: openProcesses(database),
		incidents: openIncidents(database),
		controls: openControls(database),
		outbox: openOutbox(database),
		audit: openAudit(database),
		samples: openSamples(database),
		judgements: openJudgements(database),
		guards: openGuards(database),
		close: () => database.close(),
	};
}

/** Each database's own parts are loaded on first use: start-up reads few files. */
async function openDatabase(state: StateConfig, clock: Clock): Promise<Database> {
	if (state.kind === "sqlite") {
		const { openSqlite } = await import("./sqlite/open.ts");
		return openSqlite(state.path, clock);
	}
	const { openPostgres } = await import("./postgres/open.ts");
	return openPostgres(state.url, clock);
}
