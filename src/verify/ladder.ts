import type { LadderInput, RungAnswer, RungRequest } from "./ladder-input.ts";
import { cleanRedeploy, stableRelease } from "./rungs.ts";
import { type Told, toldAt, toldText } from "./told.ts";

/** One thing left to try when a rollback did not make the service well; the first that can be done is the one to try. */
export interface Rung {
	readonly name: "clean-redeploy" | "stable-release" | "restore-snapshot" | "maintenance-mode" | "people";
	/** What to do, why it can or cannot be done now, and who is told; one or two sentences. */
	readonly text: string;
	/** What to do, alone. */
	readonly what: string;
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
		rung("maintenance-mode", Math.max(3, infrastructure), maintenance(input), input),
		rung("people", 4, people(input), input),
	];
}

const RESTORE: RungAnswer = {
	text: "Restore the data from a snapshot, only if the data itself is damaged: stop writes, back up what is there now, restore, verify, resume.",
	request: null,
	unavailable: "no backup adapter is configured",
};

/** Whether its targets can, the planner asks them. Nobody is taken a service from that still serves. */
function maintenance({ verification }: LadderInput): RungAnswer {
	const text = "Stop the service, so that nobody is served errors or loses what they enter: users are NOT served until it is brought back.";
	const standsIn = verification?.signals.flatMap(({ reading }) => (reading.kind === "check" ? (reading.standIn ?? []) : [])) ?? [];
	if (standsIn.length === 0) return { text, request: { kind: "stop-writes", to: null }, unavailable: null };
	return { text, request: null, unavailable: `it would end what users still have: ${standsIn.join("; ")}` };
}

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
	return { name, ...answer, text: sentences(answer.text, answer.unavailable, told), told, what: answer.text };
}

/** The rung's text where no plan can be made for it after all, and why. */
export function textWithout({ what, told }: Rung, why: string): string {
	return sentences(what, why, told);
}

function sentences(what: string, unavailable: string | null, told: Told): string {
	const gap = unavailable === null ? "" : ` Not available: ${unavailable.replace(/\.$/, "")}.`;
	return `${what}${gap} ${toldText(told)}`;
}
