import type { CaseFile } from "../core/report.ts";
import type { RunEvent } from "../core/run.ts";
import { at, createdHappening, journal, rollbackPlan, rollbackRun, verificationAt } from "./case-file.ts";
import { healthyCase } from "./healthy-case.ts";

/** The same case, but the service stays sick after the rollback. */
export function unhealthyCase(): CaseFile {
	const run = rollbackRun({ status: "unhealthy", finishedAt: at("03:13:36") });
	return { ...healthyCase(), runs: [{ run, plan: rollbackPlan(), events: unhealthyJournal() }] };
}

/** The journal of the rollback that landed and did not help. */
function unhealthyJournal(): readonly RunEvent[] {
	return journal(
		"run-1",
		["03:13:00", createdHappening()],
		["03:13:00", { type: "run.started" }],
		["03:13:01", { type: "evidence.kept", files: [".backout/evidence/run-1/api.stderr.log"], missing: ["compose-ps.json"] }],
		["03:13:01", { type: "step.started", step: "1-api-switch", title: "Point app shop-api at releases/v1" }],
		["03:13:04", { type: "step.landed", step: "1-api-switch", durationMs: 3_100, wasAlready: false, detail: "2 of 2 processes online" }],
		["03:13:05", { type: "step.landed", step: "2-cache-flush", durationMs: 900, wasAlready: true, detail: "already empty" }],
		["03:13:35", { type: "verification.finished", verification: verificationAt(at("03:13:35"), false) }],
		[
			"03:13:36",
			{
				type: "ladder.proposed",
				alert: "al-2",
				rungs: [
					{ rung: "clean-redeploy", text: "Deploy v1 from scratch. Tell Rui Costa, +55 11 5550 0102 (level 2).", plan: "pl-2" },
					{ rung: "people", text: "Hand over to people. Tell Board, +55 11 5550 0104 (level 4).", plan: null },
				],
			},
		],
		[
			"03:13:36",
			{
				type: "run.finished",
				status: "unhealthy",
				durationMs: 36_000,
				report: null,
				detail: "v1 runs on api, but health fails.",
				fix: "Try the first rung of the ladder.",
			},
		],
	);
}
