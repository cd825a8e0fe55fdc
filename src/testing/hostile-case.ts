import type { CaseFile } from "../core/report.ts";
import { decidingAssessment, entryOf, exampleIncident, journal, rollbackPlan, rollbackRun, stepOf, verificationAt } from "./case-file.ts";
import { unhealthyCase } from "./unhealthy-case.ts";

/** The unhealthy case with the given text wherever foreign text can come in: names, labels, reasons, log lines, notes, what platforms said. */
export function caseWith(foreign: string): CaseFile {
	const name = { id: foreign, label: foreign };
	const assessment = decidingAssessment();
	const { decision, alert } = assessment;
	const hostileSignals = assessment.signals.map((signal) => ({ ...signal, name: foreign, text: foreign }));
	const run = rollbackRun({ status: "unhealthy", requestedBy: foreign, reason: foreign, from: name, to: name });
	const plan = rollbackPlan({
		from: name,
		to: name,
		steps: [stepOf("1-api-switch", { title: foreign, target: foreign, command: foreign })],
		notChanged: [foreign],
		warnings: [foreign],
		wayBack: foreign,
	});
	const verification = { ...verificationAt("2026-11-21T03:13:35.000Z", false), text: foreign };
	const events = journal(
		"run-1",
		["03:13:01", { type: "evidence.kept", files: [foreign], missing: [foreign] }],
		["03:13:04", { type: "step.landed", step: "1-api-switch", durationMs: 3_100, wasAlready: false, detail: foreign }],
		["03:13:05", { type: "message.failed", channel: foreign, message: "run-1:started", detail: foreign }],
		["03:13:35", { type: "verification.finished", verification }],
		["03:13:36", { type: "ladder.proposed", alert: "al-2", rungs: [{ rung: foreign, text: foreign, plan: foreign }] }],
		["03:13:36", { type: "run.finished", status: "unhealthy", durationMs: 36_000, report: null, detail: foreign, fix: foreign }],
	);
	return {
		...unhealthyCase(),
		incident: exampleIncident({ title: foreign, owner: foreign, service: foreign, environment: foreign }),
		entries: [entryOf(1, "03:12:40", "note", foreign)],
		assessments: [
			{
				...assessment,
				alert: alert === null ? null : { ...alert, sender: foreign, summary: `${foreign}.` },
				current: name,
				decision: { ...decision, reasons: [{ rule: foreign, text: foreign, evidence: null }], advice: foreign },
				signals: hostileSignals,
			},
		],
		runs: [{ run, plan, events }],
	};
}
