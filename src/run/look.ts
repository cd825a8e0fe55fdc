import { planAgainCommand } from "../core/freeze.ts";
import type { Step } from "../core/step.ts";
import { once, type RunContext } from "./context.ts";
import type { StepsOutcome } from "./stages.ts";
import { worldMoved } from "./world.ts";

/** Compares the world with the plan, at the start and after every wait; null when it is as it was. `done` are the steps that landed already. */
export async function lookAtWorld(context: RunContext, moment: string, done: readonly Step[]): Promise<StepsOutcome | null> {
	const moved = await once(context, `look ${moment}`, async () => [...(await worldMoved(context, done))]);
	if (moved.length === 0) return null;
	const reason = `the world has moved since the plan was made: ${moved.join("; ")}`;
	return done.length === 0
		? { kind: "refused", reason, fix: `make a new plan: ${planAgainCommand(context.plan)}` }
		: { kind: "failed", step: done.at(-1)?.id ?? "", detail: reason, fix: "see what is where below, then make a new plan" };
}
