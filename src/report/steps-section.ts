import { formatDuration } from "../core/duration.ts";
import { isFreeze } from "../core/freeze.ts";
import { eventsOf } from "../core/run-events.ts";
import type { Step } from "../core/step.ts";
import { bullets, codeBlock, section, text } from "./markdown.ts";
import { type CaseRun, moveText, type ReportInput } from "./standing.ts";

/** How far a step came. `unknown`: begun, and its end was never recorded. */
export type StepOutcome = "done" | "failed" | "unknown" | "not-begun";

/** What was done, each step with the command a person could have typed, and what was left as it is. */
export function stepsSection({ file }: ReportInput): string | null {
	const runs = file.runs.filter(({ plan }) => plan.steps.length > 0 || plan.refused !== null);
	const isRollback = runs.some(({ plan }) => !isFreeze(plan.kind));
	return section(isRollback ? "## What was rolled back and what was not" : "## What was done and what was not", ...runs.map(runPart));
}

function runPart(run: CaseRun): string {
	const lead = `${text(moveText(run).noun)} (run ${text(run.run.id)}, ${run.run.status}):`;
	const refused = run.plan.refused === null ? null : text(`Refused: ${run.plan.refused.reason} ${run.plan.refused.fix}`);
	const steps = run.plan.steps.map((step, index) => stepItem(index + 1, step, run)).join("\n\n");
	const left = bullets(run.plan.notChanged.map(text));
	const warnings = bullets(run.plan.warnings.map((warning) => `Warning: ${text(warning)}`));
	const parts = [
		lead,
		refused,
		steps,
		warnings,
		left === null ? null : `${isFreeze(run.plan.kind) ? "Left as it is" : "Not rolled back"}:\n\n${left}`,
	];
	return parts.filter((part) => part !== null && part !== "").join("\n\n");
}

function stepItem(number: number, step: Step, run: CaseRun): string {
	const risk = step.risk === "safe" ? "" : `, **${step.risk}**`;
	const head = `${number}. **${text(step.title)}** (${text(step.target)}${risk}): ${text(endText(step, run))}`;
	return step.command === "" ? head : `${head}\n\n${codeBlock(step.command, "sh", "   ")}`;
}

/** How far the step came, as its run's journal tells. */
export function stepOutcome(step: Step, run: CaseRun): StepOutcome {
	const last = run.events.findLast((event) => "step" in event && event.step === step.id && event.type.startsWith("step."));
	if (last === undefined) return "not-begun";
	if (last.type === "step.landed") return "done";
	return last.type === "step.failed" ? "failed" : "unknown";
}

function endText(step: Step, run: CaseRun): string {
	const outcome = stepOutcome(step, run);
	if (outcome === "not-begun") return "not begun";
	if (outcome === "unknown") return "begun, its end was not recorded";
	const landed = eventsOf(run, "step.landed").findLast((event) => event.step === step.id);
	const failed = eventsOf(run, "step.failed").findLast((event) => event.step === step.id);
	if (outcome === "failed") return `FAILED: ${failed?.detail ?? ""} ${failed?.fix ?? ""}`;
	const how = landed?.wasAlready ? "was in place already" : `done in ${formatDuration(landed?.durationMs ?? 0)}`;
	return landed === undefined || landed.detail === "" ? how : `${how}, ${landed.detail}`;
}
