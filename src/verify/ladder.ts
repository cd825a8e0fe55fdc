import type { LadderInput, RungAnswer, RungRequest } from "./ladder-input.ts";
import { cleanRedeploy, stableRelease } from "./rungs.ts";
import { type Told, toldAt, toldText } from "./told.ts";

/** One thing left to try when a rollback did not make the service well; the first that can be done is the one to try. */
export interface Rung {
	readonly name: "clean-redeploy" | "stable-release" | "restore-snapshot" | "maintenance-mode" | "people";
	/** What to do, why it can or cannot be done now, and who is told; one or two sentences. */
	readonly text: string;
	readonly told: Told;
	/** Null when no plan can be made for it. */
	readonly request: RungRequest | null;
	/** Why no plan can be made, or null. */
	readonly unavailable: string | null;
}

/**
 * The failure ladder of the runbooks (coverage row 42): clean redeploy → known stable release → restore a snapshot → maintenance mode → people.
 * A failed rollback is level 2 ("escalate when: rollback fails", runbook 001); data needs whoever may approve a loss, infrastructure level 3.
 */
export function proposeLadder(input: LadderInput): readonly Rung[] {
	const { lossy, infrastructure } = input.config.policy.approvals;
	return [
		rung("clean-redeploy", 2, cleanRedeploy(input), input),
		rung("stable-release", 2, stableRelease(input), input),
		rung("restore-snapshot", Math.max(2, lossy), RESTORE, input),
		rung("maintenance-mode", Math.max(3, infrastructure), MAINTENANCE, input),
		rung("people", 4, people(input), input),
	];
}

const RESTORE: RungAnswer = {
	text: "Restore the data from a snapshot, only if the data itself is damaged: stop writes, back up what is there now, restore, verify, resume.",
	request: null,
	unavailable: "no backup adapter is configured",
};

const MAINTENANCE: RungAnswer = {
	text: "Show the maintenance page, so that nobody is served errors or loses what they enter.",
	request: null,
	unavailable: "no target of this service can switch maintenance mode",
};

function people({ run, verification }: LadderInput): RungAnswer {
	const state = verification === null ? "The run failed before anything could be verified" : `Last seen: ${verification.text}`;
	return {
		text: `Hand over to people, with the report of incident ${run.incident} and run ${run.id}. ${state}.`,
		request: null,
		unavailable: null,
	};
}

function rung(name: Rung["name"], level: number, answer: RungAnswer, input: LadderInput): Rung {
	const told = toldAt(level, input.config);
	const gap = answer.unavailable === null ? "" : ` Not available: ${answer.unavailable}.`;
	return { name, ...answer, text: `${answer.text}${gap} ${toldText(told)}`, told };
}
