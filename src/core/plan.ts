import type { ReleaseName } from "./release.ts";
import type { Step } from "./step.ts";

/** Why nothing is planned, and what would help. */
export interface Refusal {
	/** Stable name of the rule: `same-release`, `no-release-to-return-to`. */
	readonly rule: string;
	readonly reason: string;
	readonly fix: string;
}

/** Steps that are taken side by side: those of one target in their order, those of different targets at once. */
export interface PlannedBatch {
	/** Names of targets. */
	readonly targets: readonly string[];
	/** Ids of their steps. */
	readonly steps: readonly string[];
	/** Names of the checks and signals that must all be normal before anything else is done; none: there is no gate. */
	readonly gate: readonly string[];
}

/** Every kind of intention that a plan may carry out. */
export const PLAN_KINDS = ["roll-back", "undo", "redeploy", "stable-release", "stop-writes", "resume-writes"] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

/** The ordered steps that a decision becomes; immutable, hashed, stored. */
export interface Plan {
	readonly version: 1;
	readonly id: string;
	/** SHA-256 over everything else in the plan; approvals are bound to it. */
	readonly hash: string;
	readonly kind: PlanKind;
	readonly service: string;
	readonly environment: string;
	/** ISO 8601. */
	readonly createdAt: string;
	/** Null when no target could say what runs (then the plan is refused). */
	readonly from: ReleaseName | null;
	/** Null when nothing could be chosen (then the plan is refused), and when the release stays what it is (see `isFreeze`). */
	readonly to: ReleaseName | null;
	/** What every versioned target of the service runs while planning (null: unknown), by target name; compared before anything is written. */
	readonly world: Readonly<Record<string, string | null>>;
	readonly steps: readonly Step[];
	/** In their order, the steps of no batch after them; left out: one step after the other. */
	readonly batches?: readonly PlannedBatch[];
	readonly warnings: readonly string[];
	/** What the rollback leaves as it is: database, environment, caches, data written since. */
	readonly notChanged: readonly string[];
	/** How to go forward again. */
	readonly wayBack: string;
	/** From earlier runs, in milliseconds; null when there are none. */
	readonly expectedMs: number | null;
	readonly refused: Refusal | null;
}
