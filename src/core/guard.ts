import type { DecisionAction, Severity } from "./assessment.ts";
import type { Refusal } from "./plan.ts";
import type { ReleaseName, TargetRelease } from "./release.ts";
import type { Risk } from "./step.ts";

/** Where a guarded deploy stands; `finished` never changes again. */
export type GuardPhase = "before" | "deploying" | "watching" | "reverting" | "finished";

/**
 * How a guarded deploy ended. `not-judged`: what was seen is too little to call the release good. `not-rolled-back`: it is not good, and nothing was
 * or could be taken back. `waiting`: its rollback waits for an approval. `interrupted`: a person left; what is unfinished can be resumed.
 */
export type GuardOutcome =
	| "good"
	| "rolled-back"
	| "rolled-back-unhealthy"
	| "deploy-failed"
	| "refused"
	| "not-judged"
	| "not-rolled-back"
	| "waiting"
	| "interrupted";

/** Who told what ran before the deploy: the platforms themselves, the ledger (this machine's or the team's), or git's previous tag. */
export type PreviousSource = "platform" | "ledger" | "git-tag";

/** How the deploy command ended. */
export interface DeployEnd {
	/** Null when a signal ended it, or when nobody saw its end. */
	readonly exitCode: number | null;
	/** Why it was ended before its time, or null. */
	readonly ended: "timeout" | "interrupted" | "unseen" | null;
	readonly durationMs: number;
}

/** The process that carries a guard on. */
export interface GuardOwner {
	/** The mark of a process as run/owner.ts writes it. */
	readonly mark: string;
	/** ISO 8601; when it was last heard of. */
	readonly aliveAt: string;
}

/** One deploy under guard, durable: what ran before, how far it came, how it ended. */
export interface Guard {
	readonly id: string;
	readonly service: string;
	readonly environment: string;
	/** Who asked: `ana@laptop`. */
	readonly requestedBy: string;
	/** Counts the changes: of two that change it at once, one is refused. */
	readonly revision: number;
	readonly owner: GuardOwner;
	/** ISO 8601. */
	readonly startedAt: string;
	readonly finishedAt: string | null;
	readonly phase: GuardPhase;
	/** The deploy command, masked. */
	readonly command: readonly string[];
	/** What each versioned target ran before, by name; null: it could not say. */
	readonly before: Readonly<Record<string, TargetRelease | null>>;
	/** The release to return to; null when there is none (a first deploy). */
	readonly from: ReleaseName | null;
	readonly source: PreviousSource | null;
	/** What `--version` and `--commit` said. */
	readonly version: string | null;
	readonly commit: string | null;
	/** How long the release is watched, in milliseconds. */
	readonly watchForMs: number;
	/** ISO 8601; when the command was started, null before that. */
	readonly deployStartedAt: string | null;
	readonly deploy: DeployEnd | null;
	/** What runs since the deploy, as the ledger knows it. */
	readonly release: ReleaseName | null;
	/** What each versioned target ran after the deploy. */
	readonly after: Readonly<Record<string, TargetRelease | null>>;
	/** ISO 8601; null before the watch. */
	readonly watchUntil: string | null;
	/** Why it is rolled back, null while it is not. */
	readonly reason: string | null;
	readonly incident: string | null;
	/** The run that rolls it back. */
	readonly run: string | null;
	readonly outcome: GuardOutcome | null;
	/** The outcome in one sentence for a person. */
	readonly text: string | null;
}

/** What happened in a guarded deploy, as programs read it a line each. */
export type GuardHappening =
	| {
			readonly type: "guard.started";
			readonly command: readonly string[];
			readonly from: ReleaseName | null;
			readonly source: PreviousSource | null;
			/** The way back in one line. */
			readonly wayBack: string;
			readonly warnings: readonly string[];
			readonly watchForMs: number;
	  }
	| {
			readonly type: "guard.resumed";
			readonly phase: GuardPhase;
			readonly requestedBy: string;
			readonly startedAt: string;
			/** What a person should know: a deploy tool on another machine cannot be ended from here. */
			readonly warnings: readonly string[];
	  }
	| { readonly type: "backup.started"; readonly command: readonly string[] }
	| { readonly type: "backup.finished"; readonly exitCode: number | null; readonly durationMs: number }
	| { readonly type: "deploy.started"; readonly command: readonly string[] }
	| { readonly type: "deploy.output"; readonly stream: "stdout" | "stderr"; readonly text: string }
	| ({ readonly type: "deploy.finished" } & DeployEnd)
	| {
			readonly type: "guard.deployed";
			readonly release: ReleaseName | null;
			/** Targets that run something else than before. */
			readonly changed: readonly string[];
			/** Whether its checks passed within the settle time; null: it has none. */
			readonly answers: boolean | null;
	  }
	| { readonly type: "guard.watching"; readonly until: string; readonly everyMs: number }
	| {
			readonly type: "guard.looked";
			readonly action: DecisionAction;
			readonly severity: Severity;
			readonly confidence: number;
			/** The rule that decided; null when none spoke. */
			readonly rule: string | null;
			readonly text: string;
			readonly advice: string;
			readonly assessment: string;
			/** Milliseconds until the watch ends. */
			readonly leftMs: number;
	  }
	| { readonly type: "guard.reverting"; readonly reason: string; readonly to: ReleaseName | null }
	| {
			/** The rollback waits for a person; the release runs on meanwhile. */
			readonly type: "guard.waiting";
			readonly run: string;
			readonly step: string;
			readonly title: string;
			readonly risk: Risk;
			/** Who may say yes, in one line. */
			readonly approver: string;
			/** ISO 8601; when this process stops waiting. The run waits on. */
			readonly until: string;
	  }
	| {
			readonly type: "guard.finished";
			readonly outcome: GuardOutcome;
			readonly text: string;
			readonly fix: string | null;
			readonly refused: Refusal | null;
			readonly from: ReleaseName | null;
			readonly release: ReleaseName | null;
			readonly run: string | null;
			readonly report: string | null;
			readonly incident: string | null;
			readonly durationMs: number;
	  };

/** A happening with its guard and its time; `guard` is null when nothing was begun. */
export type GuardEvent = GuardHappening & {
	readonly guard: string | null;
	readonly service: string;
	readonly environment: string;
	/** ISO 8601. */
	readonly time: string;
};
