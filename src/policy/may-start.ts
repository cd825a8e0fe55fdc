import { formatDuration } from "../core/duration.ts";
import type { Refusal } from "../core/plan.ts";
import { guardrails } from "./guardrails.ts";
import type { StartRequest } from "./start-request.ts";
import { type PolicyVerdict, refused } from "./verdict.ts";

/** Whether the run may start. A person is stopped only by a refused plan: automation switched off, holds and guardrails bind machines. */
export function mayStart(request: StartRequest): PolicyVerdict {
	const { plan } = request;
	if (plan.refused !== null) return { allowed: false, refused: plan.refused };
	if (plan.steps.length === 0) return refused("empty-plan", "The plan has no steps.", "Make a new plan: `backout plan <service>`.");
	if (!request.isAutomatic) return { allowed: true, notes: personNotes(request) };
	const refusal = guardrails.map((rule) => rule(request)).find((found): found is Refusal => found !== null);
	return refusal === undefined ? { allowed: true, notes: [] } : { allowed: false, refused: refusal };
}

function personNotes({ hold, automation, now }: StartRequest): readonly string[] {
	const since = hold === null ? Number.NaN : now - Date.parse(hold.at);
	const held =
		hold === null
			? []
			: [`Deploys have been held by ${hold.by}${since >= 0 ? ` for ${formatDuration(since)}` : ""}: ${hold.reason}. A rollback is not.`];
	return automation?.isOn === false ? [...held, `Automation is off (${automation.by}: ${automation.reason}).`] : held;
}
