import type { MessageKind } from "../core/channel.ts";
import { eventsOf } from "../core/run-events.ts";
import { followUps } from "./next-sections.ts";
import type { CaseRun, ReportInput } from "./standing.ts";

/** What the reader of a message may do now, in plain sentences with the command to type. */
export function nextSteps(kind: MessageKind, current: CaseRun, input: ReportInput): readonly string[] {
	if (kind === "started" || kind === "update") return [`Follow it: backout watch ${current.run.id}`];
	if (kind === "approval") return approvalSteps(current);
	if (kind === "done") return followUps(input);
	if (kind === "cancelled") return cancelledSteps(current);
	return kind === "unhealthy" ? unhealthySteps(current) : failedSteps(current);
}

function approvalSteps({ run, plan, events }: CaseRun): readonly string[] {
	const asked = events.findLast((event) => event.type === "approval.requested");
	const step = plan.steps.find(({ id }) => id === (asked?.type === "approval.requested" ? asked.step : ""));
	return [
		...(step === undefined
			? []
			: [`Waiting for approval of "${step.title}" on ${step.target} (${step.risk}).`, `By hand: ${step.command.replaceAll("\n", " ; ")}`]),
		`Approve: backout approve ${run.id}`,
		`Reject: backout reject ${run.id}`,
	];
}

function unhealthySteps(current: CaseRun): readonly string[] {
	const proof = eventsOf(current, "bake.finished").at(-1) ?? eventsOf(current, "verification.finished").at(-1);
	const rungs = eventsOf(current, "ladder.proposed").at(-1)?.rungs ?? [];
	return [
		...(proof === undefined ? [] : [`Now: ${proof.verification.text}`]),
		...rungs.map(({ text, plan }, index) => `${index + 1}. ${text}${plan === null ? "" : ` Plan ${plan} is ready.`}`),
	];
}

/** What runs now, and how to begin again: the trouble that the run was for may still be there. */
function cancelledSteps(current: CaseRun): readonly string[] {
	const end = eventsOf(current, "run.finished").at(-1);
	return [end?.detail ?? "", end?.fix ?? ""].filter((line) => line !== "");
}

function failedSteps(current: CaseRun): readonly string[] {
	const end = eventsOf(current, "run.finished").at(-1);
	const failed = eventsOf(current, "step.failed").at(-1);
	const lines = [failed?.detail, failed?.fix, end?.detail, end?.fix].filter((line) => typeof line === "string" && line !== "");
	return [...new Set([...lines, `See what is where: backout show ${current.run.id}`])].filter(
		(line) => line !== undefined && line !== null,
	);
}
