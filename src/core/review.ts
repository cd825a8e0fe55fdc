import type { Assessment } from "./assessment.ts";
import type { CaseFile } from "./report.ts";
import type { SignalMeasure } from "./signal.ts";

/** One line of an incident's whole timeline, for a person. */
export interface TimelineEntry {
	/** ISO 8601. */
	readonly time: string;
	readonly who: string;
	readonly what: string;
	/** Which list it came from, and the run where it came from one. */
	readonly source: "incident" | "assessment" | "run";
	readonly run: string | null;
}

/** When an item of the checklist is due: before and while rolling back, then within 5 minutes, 1 hour, 24 hours, and later. */
export type ChecklistWindow = "before" | "during" | "5-minutes" | "1-hour" | "24-hours" | "long-term";

/** One thing to see to, filled in from what was seen. `person`: only a person can know; `not-needed`: this case has no such part. */
export interface ChecklistItem {
	/** Stable: an incident entry of kind `checked` refers to it. */
	readonly id: string;
	readonly window: ChecklistWindow;
	readonly text: string;
	readonly state: "done" | "open" | "person" | "not-needed";
	/** What shows it, or what is missing; null when there is nothing to say yet. */
	readonly evidence: string | null;
}

/** One signal before, during and after; null: not measured then. */
export interface MeasuredChange {
	readonly name: string;
	readonly measure: SignalMeasure;
	readonly before: string | null;
	readonly during: string | null;
	readonly after: string | null;
}

/** How many requests failed. `at-least`: only samples of the time are known. */
export type RequestsLost =
	| { readonly kind: "exactly" | "at-least"; readonly count: number; readonly of: number }
	| { readonly kind: "unknown"; readonly why: string };

/** What the incident cost, in times and numbers; a time that is not known is null. */
export interface Impact {
	/** ISO 8601; when the suspect release took traffic. */
	readonly releasedAt: string | null;
	/** ISO 8601; the alert, or else the first assessment, or else the incident itself. */
	readonly detectedAt: string;
	/** ISO 8601; when the first run began. */
	readonly rollbackAt: string | null;
	/** ISO 8601; the first healthy verification that the bake after it did not take back. */
	readonly recoveredAt: string | null;
	/** From the release (detection when that is unknown) to recovery, in milliseconds; null while it is not over. */
	readonly durationMs: number | null;
	readonly requestsLost: RequestsLost;
	readonly numbers: readonly MeasuredChange[];
}

/** A case file as a person reads it: what happened in order, what it cost, what is still to do. */
export interface CaseReview {
	/** The assessment that the first run acted on; null when none was made. */
	readonly deciding: Assessment | null;
	/** The run that says how things stand now; null when nothing was run. */
	readonly current: CaseFile["runs"][number] | null;
	readonly timeline: readonly TimelineEntry[];
	readonly checklist: readonly ChecklistItem[];
	readonly impact: Impact;
}
