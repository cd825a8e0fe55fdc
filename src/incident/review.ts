import type { CaseFile } from "../core/report.ts";
import type { CaseReview } from "../core/review.ts";
import { checklist } from "./checklist.ts";
import { currentRun, decidingAssessment } from "./facts.ts";
import { impactOf } from "./impact.ts";
import { timeline } from "./timeline.ts";

/** The case as a person reads it; what reports and messages are made from. Pure and deterministic. */
export function reviewCase(file: CaseFile): CaseReview {
	return {
		deciding: decidingAssessment(file),
		current: currentRun(file),
		timeline: timeline(file),
		checklist: checklist(file),
		impact: impactOf(file),
	};
}
