import type { Proposal } from "../../../core/adapter.ts";
import type { FreezeKind } from "../../../core/freeze.ts";
import type { Steering } from "./steering.ts";

/** Whether the pods that serve users are another workload's, so that stopping this one stops nothing. */
export function servesElsewhere({ by, effect, isCertain }: Steering): boolean {
	return by === "flagger" && effect === "owns-history" && isCertain;
}

/** The refusal to stop or bring back a workload whose users another one serves. */
export function refusedElsewhere({ object }: Steering): Extract<Proposal, { kind: "refused" }> {
	return {
		kind: "refused",
		rule: "served-elsewhere",
		reason: `Flagger's ${object} releases it: between releases it has no pods, and its users are served by the primary.`,
		fix: "Suspend the Canary (`spec.suspend: true`) and name the primary's Deployment (`…-primary`) as the target.",
	};
}

/** What one who steers a workload means for stopping it or bringing it back. `back`: the line that gives a reconciler back that is paused for it; null when none is. */
export function freezeWarnings(
	{ object, effect, isCertain, text, fix, reconciler }: Steering,
	aim: FreezeKind,
	back: string | null,
): readonly string[] {
	if (back !== null)
		return [
			`${object} is paused for this, so that it does not change the number of pods, and stays paused until it is given back: ${back}. Until then nothing else that it applies is deployed either.`,
		];
	if (!isCertain) return [`${text} To do: ${fix}.`];
	// Autoscalers are told of apart, and what was brought back is as it was.
	if (effect === "scales" || aim === "resume-writes") return [];
	if (reconciler?.isPaused === true) return [`${object} is paused and stays paused: it leaves the number of pods alone.`];
	return [`${object}: when it is applied again while this is stopped, it may bring the pods back. Hold deploys until it is brought back.`];
}
