import type { PlanKind } from "./plan.ts";
import type { ReleaseName } from "./release.ts";
import type { Risk } from "./step.ts";
import type { Verification } from "./verification.ts";

/** Where a run stands; the last five never change again. */
export type RunStatus = "running" | "waiting" | "parked" | "succeeded" | "failed" | "unhealthy" | "cancelled" | "refused";

/** True when the run will not go on. */
export function isFinished(status: RunStatus): boolean {
	return status !== "running" && status !== "waiting" && status !== "parked";
}

/** `v3 → v2`; `v3 stays` for a run that goes to no release: it stops the service, or brings it back. */
export function releasesText({ from, to }: Pick<Run, "from" | "to">): string {
	const label = from?.label ?? "?";
	return to === null ? `${label} stays` : `${label} → ${to.label}`;
}

/** One execution of one plan. */
export interface Run {
	readonly id: string;
	readonly planId: string;
	readonly planHash: string;
	readonly service: string;
	readonly environment: string;
	readonly incident: string;
	/** Who asked: `ana@laptop`. */
	readonly requestedBy: string;
	readonly reason: string;
	readonly from: ReleaseName | null;
	readonly to: ReleaseName | null;
	/** ISO 8601. */
	readonly createdAt: string;
	readonly finishedAt: string | null;
	readonly status: RunStatus;
	/** What a person asked the run to do at its next pause between steps. */
	readonly request: "park" | "cancel" | null;
	/** Whether the release that it leaves was found bad, by a verdict or a person; false: only its deploy broke off, and nobody measured it. */
	readonly isJudged: boolean;
}

/** What happened in a run, without its place in the list. */
export type RunHappening =
	| {
			readonly type: "run.created";
			/** What kind of plan it carries out; absent in journals of before there were others than returns. */
			readonly kind?: PlanKind;
			readonly from: ReleaseName | null;
			readonly to: ReleaseName | null;
			readonly reason: string;
			readonly requestedBy: string;
			/** `target` is left out in runs of an older Backout. */
			readonly steps: readonly { readonly id: string; readonly target?: string; readonly title: string; readonly risk: Risk }[];
	  }
	| { readonly type: "run.started" }
	| { readonly type: "run.resumed"; readonly by: string }
	| { readonly type: "run.parked"; readonly by: string; readonly at: string }
	| { readonly type: "run.park-requested"; readonly by: string }
	| { readonly type: "run.cancel-requested"; readonly by: string }
	| { readonly type: "evidence.kept"; readonly files: readonly string[]; readonly missing: readonly string[] }
	| { readonly type: "approval.requested"; readonly step: string; readonly risk: Risk; readonly planHash: string }
	| { readonly type: "approval.given"; readonly step: string; readonly by: string; readonly isBreakGlass: boolean; readonly reason: string }
	| { readonly type: "approval.rejected"; readonly step: string; readonly by: string; readonly reason: string }
	| {
			readonly type: "batch.started";
			/** 1 for the first of `of`. */
			readonly batch: number;
			readonly of: number;
			readonly targets: readonly string[];
			/** Ids of the steps that are taken side by side. */
			readonly steps: readonly string[];
	  }
	| { readonly type: "gate.started"; readonly batch: number; readonly checks: readonly string[] }
	| { readonly type: "gate.finished"; readonly batch: number; readonly isOpen: boolean; readonly verification: Verification }
	| { readonly type: "step.started"; readonly step: string; readonly title: string }
	| { readonly type: "step.progress"; readonly step: string; readonly text: string }
	| { readonly type: "step.applied"; readonly step: string }
	| {
			readonly type: "step.landed";
			readonly step: string;
			readonly durationMs: number;
			readonly wasAlready: boolean;
			readonly detail: string;
	  }
	| { readonly type: "step.failed"; readonly step: string; readonly detail: string; readonly fix: string }
	| { readonly type: "verification.started" }
	| { readonly type: "verification.finished"; readonly verification: Verification }
	| { readonly type: "bake.started"; readonly until: string }
	| { readonly type: "bake.sampled"; readonly verification: Verification }
	| { readonly type: "bake.finished"; readonly verification: Verification }
	| { readonly type: "message.sent"; readonly channel: string; readonly message: string }
	| { readonly type: "message.failed"; readonly channel: string; readonly message: string; readonly detail: string }
	| {
			readonly type: "ladder.proposed";
			readonly alert: string;
			readonly rungs: readonly { readonly rung: string; readonly text: string; readonly plan: string | null }[];
	  }
	| {
			readonly type: "run.finished";
			readonly status: RunStatus;
			readonly durationMs: number;
			readonly report: string | null;
			/** What is where, and how to go on or back. */
			readonly detail: string;
			readonly fix: string | null;
	  };

/** One entry of a run's journal; the terminal, the timeline and the report all read this one list. */
export type RunEvent = RunHappening & {
	readonly run: string;
	/** 1, 2, 3 … without gaps. */
	readonly seq: number;
	/** ISO 8601. */
	readonly time: string;
};

/** Something to append: the key makes a second append of the same happening a no-op. */
export interface NewRunEvent {
	readonly key: string;
	readonly event: RunHappening;
}
