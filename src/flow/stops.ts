import { freezeCommand, isFreeze } from "../core/freeze.ts";
import type { Place } from "../core/place.ts";
import type { Run } from "../core/run.ts";
import { eventsOf } from "../core/run-events.ts";
import type { Step } from "../core/step.ts";
import type { StoppedTarget } from "../core/stopped.ts";
import type { Store } from "../core/store.ts";

/** A target that a run of ours stopped, and that none has brought back since. What others did to it meanwhile is not known here. */
export interface StandingStop {
	readonly target: string;
	readonly run: string;
	/** Who asked for it. */
	readonly by: string;
	/** ISO 8601. */
	readonly at: string;
	/** The steps that stopped it: what they kept leads back. */
	readonly steps: readonly Step[];
}

/** As people are told of them. */
export function toldStops(stops: readonly StandingStop[], place: Place): readonly StoppedTarget[] {
	return stops.map(({ target, run, by, at }) => ({ target, run, by, at, wayBack: freezeCommand("resume-writes", place, [target]) }));
}

/** Which targets stand stopped after these runs (newest first), by their journals: a step counts from when its platform accepted it. */
export async function standingStops(store: Store, runs: readonly Run[]): Promise<readonly StandingStop[]> {
	const standing = new Map<string, StandingStop>();
	// Only a run that stops a service or brings it back goes to no release.
	for (const run of runs.filter(({ to, status }) => to === null && status !== "refused").toReversed()) {
		const [plan, events] = await Promise.all([store.runs.plan(run.planId), store.runs.events(run.id, 0)]);
		if (plan === null || !isFreeze(plan.kind)) continue;
		const taken = [...eventsOf({ events }, "step.applied"), ...eventsOf({ events }, "step.landed")];
		for (const { target } of plan.steps.filter(({ id }) => taken.some(({ step }) => step === id))) {
			if (plan.kind === "resume-writes") standing.delete(target);
			else standing.set(target, stopOf(run, target, plan.steps, taken.at(-1)?.time ?? run.createdAt));
		}
	}
	return [...standing.values()];
}

function stopOf({ id, requestedBy }: Run, target: string, steps: readonly Step[], at: string): StandingStop {
	return { target, run: id, by: requestedBy, at, steps: steps.filter((step) => step.target === target) };
}
