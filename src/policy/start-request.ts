import type { Plan } from "../core/plan.ts";
import type { Standing } from "../core/release.ts";
import type { Hold } from "../core/store.ts";

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
