import type { Assessment } from "./assessment.ts";
import type { Incident, IncidentEntry } from "./incident.ts";
import type { Plan } from "./plan.ts";
import type { Run, RunEvent } from "./run.ts";

/** Everything a report is made from; all of it stored values. */
export interface CaseFile {
	readonly incident: Incident;
	readonly entries: readonly IncidentEntry[];
	readonly assessments: readonly Assessment[];
	readonly runs: readonly { readonly run: Run; readonly plan: Plan; readonly events: readonly RunEvent[] }[];
}

/** Whether somebody opened the incident, every look found nothing to do, and nothing was done: it has no severity then, whatever it was filed under. */
export function wasNothingWrong({ runs, assessments }: Pick<CaseFile, "assessments"> & { readonly runs: readonly unknown[] }): boolean {
	return runs.length === 0 && assessments.length > 0 && assessments.every(({ decision }) => decision.action === "none");
}
