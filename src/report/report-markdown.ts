import type { CaseFile } from "../core/report.ts";
import type { CaseReview } from "../core/review.ts";
import { clockTime, utcDay } from "../core/time.ts";
import { decisionSection } from "./decision-section.ts";
import { evidenceSection, numbersSection, proofSection, timelineSection } from "./evidence-sections.ts";
import { text } from "./markdown.ts";
import { maskedCopy } from "./masked.ts";
import { checklistSection, failureSection, forwardSection } from "./next-sections.ts";
import { postMortemSection } from "./post-mortem.ts";
import type { ReportInput } from "./standing.ts";
import { stepsSection } from "./steps-section.ts";
import { summary } from "./summary.ts";

/** What a report needs besides the case. */
export interface ReportOptions {
	/** Takes secrets out of a text; run over everything that goes in and over what comes out. */
	readonly mask: (text: string) => string;
	/** ISO 8601. */
	readonly generatedAt: string;
}

/** The incident as Markdown for people: what stands now first, then numbers, what happened, what to do, the draft post-mortem. Any text of the case is shown as text and never interpreted. */
export function reportMarkdown(caseFile: CaseFile, review: CaseReview, options: ReportOptions): string {
	const input: ReportInput = { ...maskedCopy({ file: caseFile, review }, options.mask), generatedAt: options.generatedAt };
	const sections = [
		summary(input),
		failureSection(input),
		numbersSection(input),
		decisionSection(input),
		timelineSection(input),
		stepsSection(input),
		proofSection(input),
		forwardSection(input),
		evidenceSection(input),
		checklistSection(input),
		postMortemSection(input),
		`Made by Backout on ${text(utcDay(options.generatedAt))} at ${text(clockTime(options.generatedAt))} UTC.`,
	];
	return options.mask(`${sections.filter((part) => part !== null).join("\n\n")}\n`);
}
