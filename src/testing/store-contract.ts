import { describe } from "vitest";
import { describeAudit } from "./store/audit.ts";
import { describeConcurrency } from "./store/concurrency.ts";
import { describeControls } from "./store/controls.ts";
import { describeGuards } from "./store/guards.ts";
import { describeIncidents } from "./store/incidents.ts";
import { describeJudgements } from "./store/judgements.ts";
import { describeLedger } from "./store/ledger.ts";
import { describeMigration } from "./store/migration.ts";
import { describeOutbox } from "./store/outbox.ts";
import { describeRuns } from "./store/runs.ts";
import { describeSamples } from "./store/samples.ts";
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
		describeSamples(open);
		describeJudgements(open);
		describeGuards(open);
		describeMigration(open);
	});
}
