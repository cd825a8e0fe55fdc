import type { ZodType } from "zod";
import type { ReleaseChanges } from "./changes.ts";
import type { JsonValue } from "./json.ts";
import type { TargetRelease } from "./release.ts";
import type { Clock, HttpClient, Logger, ProcessRunner, SecretMasker } from "./runtime.ts";
import type { Window } from "./signal.ts";
import type { Step, StepDraft, StepState } from "./step.ts";

/** What a target is asked to bring about. */
export type Goal =
	| {
			readonly kind: "return";
			/** The target release to return to, as `history` gave it. */
			readonly to: TargetRelease;
			/** Act even when `to` is what runs already: the "forced clean redeploy" rung. */
			readonly force?: boolean;
			/** When a run is undone: what its steps on this target kept in `undo`, in their order. Stored text: parse it. */
			readonly undoing?: readonly JsonValue[];
	  }
	| { readonly kind: "flush" }
	| { readonly kind: "disable" }
	/** Nothing of the target may write any more: for a workload, no process of it is left. */
	| { readonly kind: "stop-writes" }
	| {
			readonly kind: "resume-writes";
			/** What the steps that stopped this target kept in `undo`, in their order; left out when nobody remembers. Stored text: parse it. */
			readonly undoing?: readonly JsonValue[];
	  };

/** A target's answer to a goal. Proposing writes nothing. */
export type Proposal =
	| {
			readonly kind: "steps";
			readonly steps: readonly StepDraft[];
			readonly warnings: readonly string[];
			/** What this target leaves as it is, for the plan's "will not change". */
			readonly notChanged: readonly string[];
	  }
	| { readonly kind: "nothing"; readonly reason: string }
	| { readonly kind: "refused"; readonly rule: string; readonly reason: string; readonly fix: string };

/** What is handed to an adapter when it connects. */
export interface AdapterContext {
	readonly service: string;
	readonly environment: string;
	/** The target's name in the config. */
	readonly target: string;
	/** The config file's directory: relative paths in the config start here. */
	readonly directory: string;
	readonly processes: ProcessRunner;
	readonly http: HttpClient;
	readonly clock: Clock;
	readonly log: Logger;
	/** Told of every secret that the adapter itself finds (a kubeconfig's token), so that it is masked everywhere; left out in tests that have none. */
	readonly masker?: Pick<SecretMasker, "add">;
}

/** What is handed to one call of `apply` or `observe`. */
export interface StepCall {
	/** Aborts at the step's deadline or when the person leaves at once. */
	readonly signal: AbortSignal;
	/** Records the process group of everything it starts *before* it can act, so that a resume finds survivors. Use this one inside apply. */
	readonly processes: ProcessRunner;
	/** Tells the person what is happening ("waiting for CI, 40 s"). */
	progress(text: string): void;
}

/** One thing a `check --live` tried. */
export interface Finding {
	/** What was tried: "pm2 answers", "push right on origin". */
	readonly name: string;
	readonly ok: boolean;
	readonly detail: string;
	/** What to do when it is not ok. */
	readonly fix: string | null;
	/** True: a rollback is possible without it, and its detail says what is missed; left out: it is needed. */
	readonly isOptional?: boolean;
}

/** Something a rollback would destroy and that is kept before the first write. */
export interface Evidence {
	/** A file name: `api.stderr.log`, `compose-ps.json`. */
	readonly name: string;
	readonly content: string;
}

/** How a target is by its own platform's word. */
export interface Readiness {
	/** Null: it is on its way, or the platform cannot say. */
	readonly isReady: boolean | null;
	/** False only: some of what it is made of fails, and some is ready. */
	readonly isPartial: boolean;
	/** What takes the traffic in its place while none of it is ready, as one clause: what ran before, which a careful roll-out left standing. Null when that is too little, or nothing. */
	readonly standIn: string | null;
	/** One line in the platform's own words. */
	readonly detail: string;
	/** The last lines of what fails; null when nothing does, or it left none. */
	readonly excerpt: string | null;
}

interface TargetBase {
	/** Tries tools, rights and hosts now, without changing anything. */
	check(deadline: AbortSignal): Promise<readonly Finding[]>;
	/** Steps that would bring the goal about, or nothing to do, or refused with the fix. Writes nothing. */
	propose(goal: Goal): Promise<Proposal>;
	/** What the platform shows of the step now; writes nothing. After a crash the runner asks this first. */
	observe(step: Step, call: StepCall): Promise<StepState>;
	/** The only method that writes. Returns when the platform has accepted; `observe` says when it has landed. */
	apply(step: Step, call: StepCall): Promise<void>;
	/** Waits, by the platform's own watch, until the step is no longer `landing`, and tells the call's `progress` what it sees; absent where a platform can only be asked again. Writes nothing. */
	follow?(step: Step, call: StepCall): Promise<StepState>;
	/** Whether what runs is up, and has stayed up within the window; absent where a platform does not know. That it is up does not say that the service works. Writes nothing. */
	readiness?(window: Window, deadline: AbortSignal): Promise<Readiness>;
	/** Logs of the last `sinceMs` milliseconds and the state of what a rollback removes. Partial is better than none. */
	evidence(sinceMs: number, deadline: AbortSignal): Promise<readonly Evidence[]>;
}

/** A target that has releases and can return to one. */
export interface VersionedTarget extends TargetBase {
	readonly kind: "versioned";
	/** What runs now; throws BackoutError when the platform cannot say. */
	current(): Promise<TargetRelease>;
	/** Newest first, the current one included. */
	history(limit: number): Promise<readonly TargetRelease[]>;
	/**
	 * The same target with what it runs, its history, what it proposes and its evidence all read at one moment, the first time that any of it is asked for: fewer
	 * questions, and answers that fit each other. For one stage, and then let go; absent where there is nothing to share. Asks nothing yet.
	 */
	atOneMoment?(): VersionedTarget;
	/** Steps that take only the named commits (ids, tags, ranges `A..B` without A) back and leave what came after them; absent where a platform has no commits. Writes nothing. */
	proposeRevert?(commits: readonly string[]): Promise<Proposal>;
	/** What changed from one commit to another (ids, seven digits at least); null when it does not have both. Absent where a platform has no commits. Writes nothing. */
	changes?(from: string, to: string): Promise<ReleaseChanges | null>;
}

/** A target without releases: cache, flag, writes. */
export interface ActionTarget extends TargetBase {
	readonly kind: "action";
}

export type Target = VersionedTarget | ActionTarget;

/** The port to one platform; one folder each under adapters/. */
export interface Adapter<Config = unknown> {
	/** The key in the config: `pm2`. */
	readonly kind: string;
	/** Parses this target's part of the config; its descriptions become the editor's help. */
	readonly schema: ZodType<Config>;
	/** The real-world objects the config names (`pm2:/root/.pm2/shop-api`): two environments that share one are a config fault. Pure. */
	endpoints(config: Config, directory: string): readonly string[];
	connect(config: Config, context: AdapterContext): Promise<Target>;
}
