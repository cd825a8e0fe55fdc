import { outageText } from "../core/freeze.ts";
import type { CaseFile } from "../core/report.ts";
import type { CaseReview } from "../core/review.ts";
import { eventsOf } from "../core/run-events.ts";
import { clockTime } from "../core/time.ts";

/** One run of a case with its plan and journal. */
export type CaseRun = CaseFile["runs"][number];

/** What a report is made from, all texts masked. */
export interface ReportInput {
	readonly file: CaseFile;
	readonly review: CaseReview;
	/** ISO 8601. */
	readonly generatedAt: string;
}

/** How things stand in one plain sentence: the first thing a reader needs. Not escaped. */
export function standingText({ review: { current, impact } }: ReportInput): string {
	if (current === null) return "Nothing was rolled back.";
	const { status } = current.run;
	const move = moveText(current);
	const end = eventsOf(current, "run.finished").at(-1);
	const recovered = impact.recoveredAt === null ? null : `healthy again since ${clockTime(impact.recoveredAt)} UTC`;
	if (status === "succeeded" && current.plan.kind === "stop-writes")
		return `${move.past}. ${outageText(current.plan)} until it is brought back: ${current.plan.wayBack}`;
	if (status === "succeeded") return `${move.past}; ${recovered ?? "nothing proved it healthy"}.`;
	if (status === "unhealthy")
		return `${move.past}, but ${isProvedSick(current) ? "the service is NOT healthy" : "nothing proved the service healthy"}.`;
	if (status === "failed" || status === "refused" || status === "cancelled")
		return `${move.noun} ${status}: ${end?.detail || "no reason was recorded"}`;
	const waiting = { waiting: "is waiting for approval", parked: "is parked", running: "is under way" }[status];
	return `${move.noun} ${waiting}${recovered === null ? "" : `; ${recovered}`}.`;
}

function isProvedSick(run: CaseRun): boolean {
	const proof = eventsOf(run, "bake.finished").at(-1) ?? eventsOf(run, "verification.finished").at(-1);
	return proof?.verification.outcome !== "unknown";
}

/** What the run does, as a deed that is done and as a noun: "Rolled back from v2 to v1", "The rollback from v2 to v1". Not escaped. */
export function moveText({ plan }: CaseRun): { readonly past: string; readonly noun: string } {
	const from = plan.from?.label ?? "an unknown release";
	const to = plan.to?.label ?? "an unknown release";
	if (plan.kind === "stop-writes") return { past: `Stopped with ${from} in place`, noun: `The stop of ${plan.service}` };
	if (plan.kind === "resume-writes") return { past: `Brought back with ${from}`, noun: `Bringing ${plan.service} back` };
	if (plan.kind === "undo") return { past: `Gone forward again from ${from} to ${to}`, noun: `The way forward from ${from} to ${to}` };
	if (plan.kind === "redeploy") return { past: `Deployed ${to} again from scratch`, noun: `The clean redeploy of ${to}` };
	return { past: `Rolled back from ${from} to ${to}`, noun: `The rollback from ${from} to ${to}` };
}

/** The release that must not be released again, or null: a run left it behind for being bad. Going forward again names none. */
export function badRelease({ file }: ReportInput): string | null {
	const leaving = file.runs.find((run) => run.plan.kind === "roll-back" && eventsOf(run, "step.landed").length > 0);
	return leaving?.plan.from?.label ?? null;
}

/** The day after the incident began, when the post-mortem of a P0 or P1 is due (runbooks 000, 003; coverage row 43); null for the others. `2026-11-22`. */
export function postMortemDue({ file: { incident } }: ReportInput): string | null {
	if (incident.severity !== "P0" && incident.severity !== "P1") return null;
	return new Date(Date.parse(incident.openedAt) + 86_400_000).toISOString().slice(0, 10);
}

/** "at least 34 of 822 counted requests", or that it is not known and why. Not escaped. */
export function lossText({ review }: ReportInput, count: (count: number) => string): string {
	const lost = review.impact.requestsLost;
	if (lost.kind === "unknown") return `not known: ${lost.why}`;
	return lost.kind === "at-least"
		? `at least ${count(lost.count)} of ${count(lost.of)} counted requests`
		: `${count(lost.count)} of ${count(lost.of)} requests`;
}
