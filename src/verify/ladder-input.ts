import type { Config } from "../core/config.ts";
import type { Plan } from "../core/plan.ts";
import type { Release } from "../core/release.ts";
import type { Run } from "../core/run.ts";
import type { Verification } from "../core/verification.ts";

/** What the ladder is proposed from. */
export interface LadderInput {
	readonly run: Run;
	readonly plan: Plan;
	/** Null when the run failed before anything was verified. */
	readonly verification: Verification | null;
	/** Joined with what each target knows. */
	readonly releases: readonly Release[];
	/** Ids of the releases that earlier runs of the same incident went to without success: a ladder never leads in a circle. */
	readonly tried: readonly string[];
	readonly config: Pick<Config, "contacts" | "escalation" | "policy">;
}

/** The plan request that would carry out a rung. */
export type RungRequest =
	| { readonly kind: "redeploy" | "stable-release" /** A release id. */; readonly to: string }
	| { readonly kind: "stop-writes"; readonly to: null };

/** What a rung's own rule answers: a request, or why there is none. */
export interface RungAnswer {
	readonly text: string;
	readonly request: RungRequest | null;
	readonly unavailable: string | null;
}
