import type { ReleaseChanges } from "../core/changes.ts";
import type { NewTemplate } from "../core/log.ts";
import type { StoppedTarget } from "../core/stopped.ts";
import type { ReleaseJudgement } from "../core/verdict.ts";

/** What may be known around the signals; each has a value that stands for "nobody knows", so that a rule never takes silence for a fact. */
export interface Surroundings {
	/** What the statistical judge makes of the current release; null when it had nothing to judge. */
	readonly verdict: ReleaseJudgement | null;
	/** Milliseconds since the epoch: when `investigate` was first decided for the current release; its deadline counts from there, and only a later `none` ends it (a `roll-back` at the deadline does not, or the next look would begin anew). */
	readonly investigatingSince: number | null;
	/** What the current release changed against the one before it; null when nobody can say. */
	readonly changes: ReleaseChanges | null;
	/** Deploys of other services or of infrastructure lately. */
	readonly otherDeploys: readonly { readonly service: string; readonly atMs: number }[];
	/** Names of the services that we run ourselves; a dependency that is none of them is an outside one. Null: not known. */
	readonly ownServices: readonly string[] | null;
	/** Kinds of log lines that are new since the deploy; null when the logs could not be compared. */
	readonly newLogTemplates: readonly NewTemplate[] | null;
	/** Kinds of the versioned targets (`pm2`, `git`); null: not known. */
	readonly targetKinds: readonly string[] | null;
	/** Targets that a run of ours stopped. */
	readonly stopped: readonly StoppedTarget[];
	/** How long earlier rollbacks of the place took, in milliseconds. */
	readonly runDurationsMs: readonly number[];
}

/** Nothing is known around the signals. */
export const NOTHING_KNOWN: Surroundings = {
	verdict: null,
	investigatingSince: null,
	changes: null,
	otherDeploys: [],
	ownServices: null,
	newLogTemplates: null,
	targetKinds: null,
	stopped: [],
	runDurationsMs: [],
};
