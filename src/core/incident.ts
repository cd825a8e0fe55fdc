import type { Severity } from "./assessment.ts";

/** Where an incident stands. */
export type IncidentStatus = "open" | "acknowledged" | "closed";

/** The case file that an assessment, its runs and everything said belong to. */
export interface Incident {
	readonly id: string;
	readonly service: string;
	readonly environment: string;
	readonly title: string;
	readonly severity: Severity;
	readonly status: IncidentStatus;
	/** ISO 8601. */
	readonly openedAt: string;
	readonly closedAt: string | null;
	readonly owner: string | null;
	/** The run whose failed verification opened it, else null. */
	readonly parentRun: string | null;
}

/** One line of an incident's own timeline: notes, acknowledgements, alerts. Run events are joined in by the reader. */
export interface IncidentEntry {
	readonly incident: string;
	readonly seq: number;
	/** ISO 8601. */
	readonly time: string;
	readonly by: string;
	readonly kind: "opened" | "alert" | "assessment" | "note" | "acknowledged" | "closed" | "checked";
	readonly text: string;
	/** The id of an assessment or of a checklist item, where the kind has one. */
	readonly reference: string | null;
}
