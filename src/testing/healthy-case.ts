import type { CaseFile } from "../core/report.ts";
import type { RunEvent } from "../core/run.ts";
import {
	at,
	createdHappening,
	decidingAssessment,
	entryOf,
	exampleIncident,
	journal,
	rollbackPlan,
	rollbackRun,
	verificationAt,
} from "./case-file.ts";

/** The whole case: v2 went bad, was rolled back to v1, and checkout is well again. */
export function healthyCase(): CaseFile {
	return {
		incident: exampleIncident(),
		entries: [
			entryOf(1, "03:11:58", "opened", "errors rose after a deploy"),
			entryOf(2, "03:12:40", "acknowledged", "on it"),
			entryOf(3, "03:16:00", "note", "customers told on the status page"),
		],
		assessments: [decidingAssessment()],
		runs: [{ run: rollbackRun(), plan: rollbackPlan(), events: healthyJournal() }],
	};
}

/** The journal of the rollback that worked: two steps, a healthy verification, a healthy bake. */
export function healthyJournal(): readonly RunEvent[] {
	return journal(
		"run-1",
		["03:13:00", createdHappening()],
		["03:13:00", { type: "run.started" }],
		[
			"03:13:01",
			{
				type: "evidence.kept",
				files: [".backout/evidence/run-1/api.stderr.log", ".backout/evidence/run-1/pm2-describe.json"],
				missing: [],
			},
		],
		["03:13:01", { type: "step.started", step: "1-api-switch", title: "Point app shop-api at releases/v1" }],
		["03:13:02", { type: "step.applied", step: "1-api-switch" }],
		["03:13:04", { type: "step.landed", step: "1-api-switch", durationMs: 3_100, wasAlready: false, detail: "2 of 2 processes online" }],
		["03:13:04", { type: "step.started", step: "2-cache-flush", title: "Clear the product cache" }],
		["03:13:05", { type: "step.applied", step: "2-cache-flush" }],
		["03:13:05", { type: "step.landed", step: "2-cache-flush", durationMs: 900, wasAlready: false, detail: "1,204 keys removed" }],
		["03:13:05", { type: "message.sent", channel: "incidents", message: "run-1:started" }],
		["03:13:06", { type: "verification.started" }],
		["03:13:20", { type: "verification.finished", verification: verificationAt(at("03:13:20")) }],
		["03:13:20", { type: "bake.started", until: at("03:15:20") }],
		["03:14:20", { type: "bake.sampled", verification: verificationAt(at("03:14:20")) }],
		[
			"03:15:20",
			{
				type: "bake.finished",
				verification: {
					...verificationAt(at("03:15:20")),
					text: "stayed well over 60 looks; last: errors 0.2 % of 410 requests (limit 1 %)",
				},
			},
		],
		[
			"03:15:20",
			{
				type: "run.finished",
				status: "succeeded",
				durationMs: 140_000,
				report: "reports/inc-7.md",
				detail: "checkout runs v1 again.",
				fix: null,
			},
		],
	);
}
