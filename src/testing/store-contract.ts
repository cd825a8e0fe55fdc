import { describe } from "vitest";
import { describeAudit } from "./store/audit.ts";
import { describeConcurrency } from "./store/concurrency.ts";
import { describeControls } from "./store/controls.ts";
import { describeIncidents } from "./store/incidents.ts";
import { describeLedger } from "./store/ledger.ts";
import { describeOutbox } from "./store/outbox.ts";
import { describeRuns } from "./store/runs.ts";
import type { OpenWorld } from "./store/world.ts";

/** Everything src/core/store.ts promises, held against one database; `open` makes a fresh, empty store for each test. */
export function describeStore(name: string, open: OpenWorld): void {
	describe(`store on ${name}`, () => {
		describeRuns(open);
		describeConcurrency(open);
		describeLedger(open);
		describeIncidents(open);
		describeControls(open);
		describeOutbox(open);
		describeAudit(open);
	});
}
