import type { ChecklistItem, ChecklistWindow } from "../core/review.ts";
import { eventsOf } from "../core/run-events.ts";
import { bullets, section, text } from "./markdown.ts";
import { badRelease, postMortemDue, type ReportInput } from "./standing.ts";

/** What went wrong and what is left to try, when the service is not well or the run ended before its time; else null. */
export function failureSection({ review: { current } }: ReportInput): string | null {
	if (current === null || !["unhealthy", "failed", "refused", "cancelled"].includes(current.run.status)) return null;
	const end = eventsOf(current, "run.finished").at(-1);
	const what = end === undefined ? null : text([end.detail, end.fix ?? ""].filter((part) => part !== "").join(" "));
	const rungs = eventsOf(current, "ladder.proposed").at(-1)?.rungs ?? [];
	const ladder = rungs.map(({ rung, text: line, plan }, index) => {
		const ready = plan === null ? "" : ` Plan ${text(plan)} is ready.`;
		return `${index + 1}. **${text(rung)}**: ${text(line)}${ready}`;
	});
	return section("## What failed, and what to try next", what, ladder.join("\n"));
}

/** What must not be released again, how its good parts come back, and the way back. */
export function forwardSection(input: ReportInput): string | null {
	return section("## Going forward again", bullets(forwardLines(input).map(text)));
}

/** The same as plain sentences, not escaped. */
export function forwardLines(input: ReportInput): readonly string[] {
	const { current } = input.review;
	const bad = badRelease(input);
	if (current === null) return [];
	const hasGit = current.plan.steps.some((step) => step.adapter === "git");
	return [
		...(bad === null ? [] : [`Do not release ${bad} again until its fault is fixed: release the fix under a new version.`]),
		// git leaves out commits it has merged before, even when they were reverted since (facts.md, git).
		...(bad !== null && hasGit
			? ["To re-land what was reverted, revert the revert first: merging the branch again would silently leave its commits out."]
			: []),
		...(current.plan.wayBack === ""
			? []
			: [
					`${current.plan.kind === "stop-writes" ? "To bring it back" : "To undo this"}: ${current.plan.wayBack.replace("<run>", current.run.id)}`,
				]),
	];
}

const WINDOWS: readonly (readonly [ChecklistWindow, string])[] = [
	["before", "Before rolling back"],
	["during", "While rolling back"],
	["5-minutes", "Within 5 minutes"],
	["1-hour", "Within 1 hour"],
	["24-hours", "Within 24 hours"],
	["long-term", "Later"],
];

/** The checklist by window, ticked where the case shows it. */
export function checklistSection({ review }: ReportInput): string | null {
	const windows = WINDOWS.map(([window, heading]) =>
		section(`### ${heading}`, bullets(review.checklist.filter((item) => item.window === window).map(box))),
	);
	return section("## Checklist", ...windows);
}

function box({ state, text: what, evidence }: ChecklistItem): string {
	const isOver = state === "done" || state === "not-needed";
	const remark = [state === "not-needed" ? "not needed" : "", evidence ?? ""].filter((part) => part !== "").join(", ");
	return `[${isOver ? "x" : " "}] ${text(what)}${remark === "" ? "" : ` — ${text(remark)}`}`;
}

/** What the people who tell others need to know next, as plain sentences: at most one of each kind, not escaped. */
export function followUps(input: ReportInput): readonly string[] {
	const due = postMortemDue(input);
	return [...forwardLines(input), ...(due === null ? [] : [`The post-mortem is due on ${due}.`])];
}
