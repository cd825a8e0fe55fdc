import type { Stopped } from "../core/channel.ts";
import { eventsOf } from "../core/run-events.ts";
import type { CaseRun } from "./standing.ts";

/** Who ended the run before its time and what had landed by then, as its journal tells. */
export function stoppedIn(current: CaseRun): Stopped {
	const asked = new Set(eventsOf(current, "approval.requested").map(({ step }) => step));
	// A no to a step that the run never came to ended nothing.
	const rejection = eventsOf(current, "approval.rejected").findLast(({ step }) => asked.has(step)) ?? null;
	const wish = eventsOf(current, "run.cancel-requested").at(-1) ?? null;
	const landed = new Set(eventsOf(current, "step.landed").map(({ step }) => step));
	return {
		how: rejection === null ? "cancelled" : "rejected",
		by: (rejection ?? wish)?.by ?? null,
		landed: current.plan.steps.filter(({ id }) => landed.has(id)).map(({ title }) => title),
		allSteps: current.plan.steps.length,
	};
}
