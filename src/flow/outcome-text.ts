import { runningText } from "../core/lineage.ts";
import { placeText } from "../core/place.ts";
import type { Plan } from "../core/plan.ts";
import type { Run } from "../core/run.ts";
import { isUnproven, proofOf, type RunOutcome } from "../run/stages.ts";
import type { Lineage } from "./lineage.ts";

/** What is where, and how to go on or back. */
export function outcomeText(
	run: Run,
	plan: Plan,
	outcome: RunOutcome,
	lineage: Lineage,
): { readonly detail: string; readonly fix: string | null } {
	const where = whatIsWhere(run, lineage);
	const { steps } = outcome;
	if (steps.kind === "refused") return { detail: `${steps.reason}. Nothing was written.`, fix: steps.fix };
	if (steps.kind === "cancelled")
		return { detail: `${steps.reason}. ${where}`, fix: `plan again: backout plan ${run.service} -e ${run.environment}` };
	if (steps.kind === "failed")
		return {
			detail: `step ${steps.step} failed: ${steps.detail}. ${where}`,
			fix: `${steps.fix}; to go on: backout run ${run.service} -e ${run.environment}; to go back: backout undo ${run.id}`,
		};
	if (steps.kind === "gate-shut")
		return {
			detail: `${steps.detail} ${where}`,
			fix: `${steps.fix}; to go on with the rest: backout run ${run.service} -e ${run.environment}; to go back: backout undo ${run.id}`,
		};
	if (outcome.status === "succeeded")
		return {
			detail: `${placeText(run)} runs ${plan.to?.label ?? "the earlier release"} again and is well. ${proofOf(outcome)?.text ?? ""}`.trim(),
			fix: null,
		};
	const why = proofOf(outcome)?.text ?? "nothing could be verified";
	return {
		detail: `${placeText(run)} ${plan.kind === "undo" ? "went forward to" : "was rolled back to"} ${plan.to?.label ?? "the earlier release"} but is not proven well: ${why}. ${where}`,
		fix: isUnproven(outcome)
			? `look whether it is well, now with what came since: backout verify ${run.service} -e ${run.environment}`
			: `see the ladder in the report, or: backout incident show ${run.incident}`,
	};
}

function whatIsWhere(run: Run, lineage: Lineage): string {
	const told = Object.entries(lineage.currents).map(([target, targetRelease]) => {
		if (targetRelease === null) return `${target}: unknown (${lineage.silent[target] ?? "it does not say"})`;
		const release = lineage.releases.find((known) => known.targets[target]?.id === targetRelease.id) ?? null;
		return runningText([{ target, targetRelease, release }]);
	});
	return told.length === 0 ? `${placeText(run)} has no target that says what it runs.` : `Now ${told.join(", ")}.`;
}
