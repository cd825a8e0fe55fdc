import type { Assessment } from "../core/assessment.ts";
import type { CaseFile } from "../core/report.ts";
import type { Verification } from "../core/verification.ts";

/** One run of a case with its plan and journal. */
export type CaseRun = CaseFile["runs"][number];

/** A verification and when it was made. */
export interface Verified {
	readonly run: CaseRun;
	readonly kind: "verification.finished" | "bake.sampled" | "bake.finished";
	readonly verification: Verification;
}

/** The assessment that the first run acted on: the last one before it, or else the last of all; null when there is none. */
export function decidingAssessment(file: CaseFile): Assessment | null {
	const actedAt = file.runs[0]?.run.createdAt;
	const before =
		actedAt === undefined ? file.assessments : file.assessments.filter((assessment) => Date.parse(assessment.at) <= Date.parse(actedAt));
	return before.at(-1) ?? file.assessments.at(-1) ?? null;
}

/** The run that says how things stand now: the last one that was allowed to begin, or else the last; null when there is none. */
export function currentRun(file: CaseFile): CaseRun | null {
	return file.runs.findLast(({ run }) => run.status !== "refused") ?? file.runs.at(-1) ?? null;
}

/** Every verification and bake look of a run, oldest first. */
export function verifiedIn(run: CaseRun | null): readonly Verified[] {
	if (run === null) return [];
	return run.events.flatMap((event) => {
		if (event.type !== "verification.finished" && event.type !== "bake.sampled" && event.type !== "bake.finished") return [];
		return [{ run, kind: event.type, verification: event.verification }];
	});
}

/** Whether the run stopped any of the service. */
export function hasStopped({ plan, events }: CaseRun): boolean {
	return plan.kind === "stop-writes" && events.some(({ type }) => type === "step.landed");
}

/** How a run left the service: its last finished verdict, `unknown` while nothing was verified. A bake outweighs the verification before it. */
export function verdictOf(run: CaseRun): Verification["outcome"] {
	// Down on purpose is down.
	if (hasStopped(run)) return "unhealthy";
	const verdicts = verifiedIn(run).filter((verified) => verified.kind !== "bake.sampled");
	if (run.run.status === "unhealthy" || run.run.status === "failed") return "unhealthy";
	return verdicts.at(-1)?.verification.outcome ?? "unknown";
}
