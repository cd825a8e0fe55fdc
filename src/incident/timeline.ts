import type { Alert } from "../core/alert.ts";
import { type Assessment, decidedText } from "../core/assessment.ts";
import type { IncidentEntry } from "../core/incident.ts";
import type { CaseFile } from "../core/report.ts";
import type { TimelineEntry } from "../core/review.ts";
import type { CaseRun } from "./facts.ts";
import { happeningText } from "./happening-text.ts";

/** Everything that happened, in time order, as lines for a person. Deterministic: equal times keep the order entry, alert, assessment, run, and a run's events keep their own. */
export function timeline(file: CaseFile): readonly TimelineEntry[] {
	const lines = [...entryLines(file), ...alertLines(file), ...assessmentLines(file), ...file.runs.flatMap(runLines)];
	return lines.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

/** Entries that only point at an assessment of the file say less than the assessment itself. */
function entryLines(file: CaseFile): readonly TimelineEntry[] {
	const assessed = new Set(file.assessments.map(({ id }) => id));
	const isPointer = ({ kind, reference }: IncidentEntry) => kind === "assessment" && reference !== null && assessed.has(reference);
	return file.entries
		.filter((entry) => !isPointer(entry))
		.map((entry) => ({ time: entry.time, who: entry.by, what: `${ENTRY_LEAD[entry.kind]}${entry.text}`, source: "incident", run: null }));
}

const ENTRY_LEAD: Readonly<Record<IncidentEntry["kind"], string>> = {
	opened: "Incident opened: ",
	alert: "Alert: ",
	assessment: "Assessed: ",
	note: "Note: ",
	acknowledged: "Acknowledged: ",
	closed: "Closed: ",
	checked: "Ticked off: ",
};

/** Each alert once, unless the incident tells of it itself. */
function alertLines(file: CaseFile): readonly TimelineEntry[] {
	const isTold = (alert: Alert) => file.entries.some(({ reference, text }) => reference === alert.id || text === alert.summary);
	const alerts = new Map(
		file.assessments.flatMap(({ alert }): [string, Alert][] => (alert === null || isTold(alert) ? [] : [[alert.id, alert]])),
	);
	return [...alerts.values()].map((alert) => ({
		time: alert.at,
		who: alert.sender,
		what: `Alert: ${alert.summary}`,
		source: "incident",
		run: alert.run,
	}));
}

/** Of several assessments in a row that decide the same, as a watch makes them, the first is told. */
function assessmentLines(file: CaseFile): readonly TimelineEntry[] {
	return file.assessments
		.filter(({ decision }, index) => decision.action !== file.assessments[index - 1]?.decision.action)
		.map((assessment) => ({ time: assessment.at, who: "Backout", what: decisionText(assessment), source: "assessment", run: null }));
}

function decisionText({ decision }: Assessment): string {
	const why = decision.reasons[0]?.text ?? decision.advice;
	return `Decided: ${decidedText(decision)}: ${why}`;
}

/** A clock that was set back must not shuffle a journal: no event is shown before the one it follows. */
function runLines(run: CaseRun): readonly TimelineEntry[] {
	let latest = "";
	return run.events.flatMap((event): TimelineEntry[] => {
		latest = latest !== "" && Date.parse(event.time) < Date.parse(latest) ? latest : event.time;
		const text = happeningText(event, run);
		return text === null ? [] : [{ time: latest, ...text, source: "run", run: run.run.id }];
	});
}
