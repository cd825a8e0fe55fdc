import type { CaseFile } from "../core/report.ts";
import { at, entryOf, exampleIncident, journal, rollbackPlan, rollbackRun, stepOf } from "./case-file.ts";

const V2 = { id: "v2", label: "v2" };
const WAY_BACK = "backout run checkout -e production --recipe resume-writes";

/** A case in which nothing was done but stopping the service: it is meant to be down. */
export function stoppedCase(): CaseFile {
	const plan = rollbackPlan({
		kind: "stop-writes",
		from: V2,
		to: null,
		steps: [stepOf("1-api-stop", { adapter: "kubernetes", title: "Take all pods of deployment/checkout away: from 3 to 0" })],
		notChanged: ["The release stays v2: nothing is rolled back."],
		wayBack: WAY_BACK,
		expectedMs: null,
	});
	const created = {
		type: "run.created",
		kind: plan.kind,
		from: V2,
		to: null,
		reason: "orders are written twice",
		requestedBy: "ana@laptop",
		steps: [],
	} as const;
	const events = journal(
		"run-1",
		["03:13:00", created],
		["03:13:00", { type: "run.started" }],
		["03:13:01", { type: "step.started", step: "1-api-stop", title: plan.steps[0]?.title ?? "" }],
		["03:13:02", { type: "step.applied", step: "1-api-stop" }],
		[
			"03:13:30",
			{ type: "step.landed", step: "1-api-stop", durationMs: 29_000, wasAlready: false, detail: "checkout has no pods any more" },
		],
		[
			"03:13:30",
			{
				type: "run.finished",
				status: "succeeded",
				durationMs: 30_000,
				report: null,
				detail: "checkout in production is stopped.",
				fix: `to bring it back: ${WAY_BACK}`,
			},
		],
	);
	const run = rollbackRun({ from: V2, to: null, reason: "orders are written twice", finishedAt: at("03:13:30") });
	return {
		incident: exampleIncident(),
		entries: [entryOf(1, "03:11:58", "opened", "orders are written twice")],
		assessments: [],
		runs: [{ run, plan, events }],
	};
}
