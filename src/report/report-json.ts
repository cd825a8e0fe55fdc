import type { Decision, Strategy } from "../core/assessment.ts";
import type { PlanKind } from "../core/plan.ts";
import type { ReleaseName } from "../core/release.ts";
import type { CaseFile } from "../core/report.ts";
import type { CaseReview, ChecklistItem, Impact, TimelineEntry } from "../core/review.ts";
import type { RunStatus } from "../core/run.ts";
import { eventsOf } from "../core/run-events.ts";
import type { Risk } from "../core/step.ts";
import type { Verification } from "../core/verification.ts";
import { maskedCopy } from "./masked.ts";
import { forwardLines } from "./next-sections.ts";
import type { ReportOptions } from "./report-markdown.ts";
import { badRelease, type CaseRun, postMortemDue, type ReportInput, standingText } from "./standing.ts";
import { type StepOutcome, stepOutcome } from "./steps-section.ts";

/** One run in a report. */
interface ReportedRun {
	readonly id: string;
	readonly kind: PlanKind;
	readonly status: RunStatus;
	readonly requestedBy: string;
	readonly reason: string;
	readonly from: ReleaseName | null;
	readonly to: ReleaseName | null;
	readonly steps: readonly {
		readonly id: string;
		readonly target: string;
		readonly title: string;
		readonly risk: Risk;
		readonly command: string;
		readonly outcome: StepOutcome;
	}[];
	readonly notChanged: readonly string[];
	readonly verification: Verification | null;
	readonly bake: Verification | null;
	readonly evidence: readonly string[];
	readonly ladder: readonly { readonly rung: string; readonly text: string; readonly plan: string | null }[];
}

/** The report for programs; fields are added, never renamed or removed, within a version. */
export interface ReportDocument {
	readonly version: 1;
	/** ISO 8601. */
	readonly generatedAt: string;
	readonly incident: CaseFile["incident"];
	/** How things stand in one sentence. */
	readonly standing: string;
	readonly decision: Decision | null;
	/** The ways out that were weighed for it. */
	readonly strategies: readonly Strategy[];
	/** Times ISO 8601, durations in milliseconds. */
	readonly impact: Impact;
	readonly runs: readonly ReportedRun[];
	readonly timeline: readonly TimelineEntry[];
	readonly checklist: readonly ChecklistItem[];
	/** The label of the release that must not be released again, or null. */
	readonly doNotRelease: string | null;
	readonly forward: readonly string[];
	/** `2026-11-22`; null when none is asked for. */
	readonly postMortemDue: string | null;
}

/** The incident as one JSON document, masked like the Markdown. */
export function reportJson(caseFile: CaseFile, review: CaseReview, options: ReportOptions): ReportDocument {
	const input: ReportInput = { ...maskedCopy({ file: caseFile, review }, options.mask), generatedAt: options.generatedAt };
	return maskedCopy(
		{
			version: 1,
			generatedAt: options.generatedAt,
			incident: input.file.incident,
			standing: standingText(input),
			decision: input.review.deciding?.decision ?? null,
			strategies: input.review.deciding?.strategies ?? [],
			impact: input.review.impact,
			runs: input.file.runs.map(reportedRun),
			timeline: input.review.timeline,
			checklist: input.review.checklist,
			doNotRelease: badRelease(input),
			forward: forwardLines(input),
			postMortemDue: postMortemDue(input),
		},
		options.mask,
	);
}

function reportedRun(each: CaseRun): ReportedRun {
	const { run, plan } = each;
	return {
		id: run.id,
		kind: plan.kind,
		status: run.status,
		requestedBy: run.requestedBy,
		reason: run.reason,
		from: run.from,
		to: run.to,
		steps: plan.steps.map((step) => ({
			id: step.id,
			target: step.target,
			title: step.title,
			risk: step.risk,
			command: step.command,
			outcome: stepOutcome(step, each),
		})),
		notChanged: plan.notChanged,
		verification: eventsOf(each, "verification.finished").at(-1)?.verification ?? null,
		bake: eventsOf(each, "bake.finished").at(-1)?.verification ?? null,
		evidence: eventsOf(each, "evidence.kept").flatMap((event) => event.files),
		ladder: eventsOf(each, "ladder.proposed").at(-1)?.rungs ?? [],
	};
}
