import { handCommand } from "../core/command.ts";
import { freezeCommand, isFreeze, outageText, planAgainCommand } from "../core/freeze.ts";
import { runningText } from "../core/lineage.ts";
import { placeText } from "../core/place.ts";
import type { Plan, PlanKind } from "../core/plan.ts";
import type { Run } from "../core/run.ts";
import { isOnlyReadiness } from "../core/verification.ts";
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
	if (steps.kind === "cancelled") return { detail: `${steps.reason}. ${where}`, fix: `plan again: ${planAgainCommand(plan)}` };
	if (steps.kind === "failed")
		return {
			detail: `step ${steps.step} failed: ${steps.detail}. ${where}`,
			fix: `${steps.fix}; to go on: ${onCommand(plan)}; to go back: ${isFreeze(plan.kind) ? plan.wayBack : `backout undo ${run.id}`}`,
		};
	if (steps.kind === "gate-shut")
		return {
			detail: `${steps.detail} ${where}`,
			fix: `${steps.fix}; to go on with the rest: ${onCommand(plan)}; to go back: backout undo ${run.id}`,
		};
	if (outcome.status === "succeeded") return plan.kind === "stop-writes" ? stoppedText(plan) : wellText(plan, outcome);
	const why = proofOf(outcome)?.text ?? "nothing could be verified";
	return {
		detail: `${placeText(run)} ${DONE[plan.kind]} ${labelOf(plan)} but is not proven well: ${why}. ${where}`,
		fix: isUnproven(outcome)
			? `look whether it is well, now with what came since: backout verify ${run.service} -e ${run.environment}`
			: `see the ladder in the report, or: backout incident show ${run.incident}`,
	};
}

const DONE: Readonly<Record<PlanKind, string>> = {
	"roll-back": "was rolled back to",
	"stable-release": "was rolled back to",
	redeploy: "was rolled back to",
	undo: "went forward to",
	"stop-writes": "was stopped with",
	"resume-writes": "was brought back with",
};

function labelOf({ kind, from, to }: Plan): string {
	return (isFreeze(kind) ? from : to)?.label ?? "the earlier release";
}

/** Names the release that was gone to: half-way, and after a failure, the newest that is not known bad may be the one that was left. */
function onCommand({ kind, service, environment, steps, to }: Plan): string {
	if (!isFreeze(kind)) return handCommand(["backout", "run", service, "-e", environment, ...(to === null ? [] : ["--to", to.label])]);
	return freezeCommand(kind, { service, environment }, [...new Set(steps.map(({ target }) => target))]);
}

function wellText(plan: Plan, outcome: RunOutcome): { readonly detail: string; readonly fix: null } {
	return {
		detail: `${placeText(plan)} runs ${labelOf(plan)} again and ${wellWords(outcome)}. ${proofOf(outcome)?.text ?? ""}`.trim(),
		fix: null,
	};
}

/** Said plainly, because nothing else will: nobody looks whether a service is well that is meant to be down. */
function stoppedText(plan: Plan): { readonly detail: string; readonly fix: string } {
	return {
		detail: `${placeText(plan)} is stopped. ${outageText(plan)} until it is brought back; nothing was rolled back.`,
		fix: `to bring it back: ${plan.wayBack}`,
	};
}

/** Ready pods are up; whether the service works is another question. */
function wellWords(outcome: RunOutcome): string {
	const proof = proofOf(outcome);
	return proof !== null && isOnlyReadiness(proof) ? "is up" : "is well";
}

function whatIsWhere(run: Run, lineage: Lineage): string {
	const told = Object.entries(lineage.currents).map(([target, targetRelease]) => {
		if (targetRelease === null) return `${target}: unknown (${lineage.silent[target] ?? "it does not say"})`;
		const release = lineage.releases.find((known) => known.targets[target]?.id === targetRelease.id) ?? null;
		return runningText([{ target, targetRelease, release }]);
	});
	return told.length === 0 ? `${placeText(run)} has no target that says what it runs.` : `Now ${told.join(", ")}.`;
}
