import { formatDuration } from "../core/duration.ts";
import type { Plan, Refusal } from "../core/plan.ts";
import type { Standing } from "../core/release.ts";
import type { Hold } from "../core/store.ts";
import { guardrails } from "./guardrails.ts";
import { type PolicyVerdict, refused } from "./verdict.ts";

/** How far automatic runs may go; the config's `policy.automatic`. */
export interface AutomaticLimits {
	readonly cooldownMs: number;
	readonly perDay: number;
	readonly maxReleaseAgeMs: number;
	/** 0..1 of all services within an hour. */
	readonly blastRadius: number;
}

/** A run as it is about to start, with everything the rules look at. */
export interface StartRequest {
	/** True when no person asked for it. */
	readonly isAutomatic: boolean;
	readonly plan: Plan;
	/** Null: nobody has said, so automation is on. */
	readonly automation: { readonly isOn: boolean; readonly by: string; readonly reason: string } | null;
	readonly hold: Hold | null;
	/** Milliseconds since the epoch. */
	readonly now: number;
	readonly limits: AutomaticLimits;
	/** Whether the config allows automatic runs in the environment. */
	readonly isEnvironmentAutomatic: boolean;
	/** Standing of the release to return to; null when it is not known. */
	readonly standing: Standing | null;
	/** When the release that would be taken back went live, in milliseconds since the epoch; null when unknown. */
	readonly deployedAtMs: number | null;
	/** When automatic runs of this place started during the last day, in milliseconds since the epoch. */
	readonly automaticRunsMs: readonly number[];
	/** How many services were rolled back automatically within the last hour, this one left out, and how many there are in all. */
	readonly services: { readonly rolledBack: number; readonly all: number };
}

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
