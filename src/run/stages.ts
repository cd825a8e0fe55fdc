import type { Target } from "../core/adapter.ts";
import type { Place } from "../core/place.ts";
import type { Plan, PlannedBatch } from "../core/plan.ts";
import type { NewRunEvent, Run, RunStatus } from "../core/run.ts";
import type { ProcessRunner } from "../core/runtime.ts";
import type { Step } from "../core/step.ts";
import type { StepProcess } from "../core/store.ts";
import type { Verification } from "../core/verification.ts";

/** How the steps of a run ended, before anything was verified. */
export type StepsOutcome =
	| { readonly kind: "landed" }
	| { readonly kind: "refused"; readonly reason: string; readonly fix: string }
	/** `isDone`: every step had landed, and only the proof or the bake was left. */
	| { readonly kind: "cancelled"; readonly reason: string; readonly isDone: boolean }
	| { readonly kind: "failed"; readonly step: string; readonly detail: string; readonly fix: string }
	/** A batch had landed, and its gate did not open: what comes after it was left as it was. `batch` is 1 for the first. */
	| { readonly kind: "gate-shut"; readonly batch: number; readonly detail: string; readonly fix: string };

/** What a gate showed last; it is open only when every one of its checks was seen to be normal. */
export interface GateLook {
	readonly isOpen: boolean;
	readonly verification: Verification;
}

/** Everything a run ended with. */
export interface RunOutcome {
	readonly status: RunStatus;
	readonly steps: StepsOutcome;
	readonly verification: Verification | null;
	readonly bake: Verification | null;
}

/** What was seen last of whether the service is well; null when nothing was verified. */
export function proofOf({ bake, verification }: RunOutcome): Verification | null {
	return bake ?? verification;
}

/** True when every step landed and nothing was found wrong, but nothing proved the service well either. */
export function isUnproven(outcome: RunOutcome): boolean {
	return outcome.steps.kind === "landed" && proofOf(outcome)?.outcome === "unknown";
}

/** What the durable run asks of the rest of the house; flow/ supplies it. Every method may be called again after a crash and must then do no harm. */
export interface RunStages {
	/** Connected targets of the place, by name. */
	targets(place: Place): Promise<ReadonlyMap<string, Target>>;
	/** A runner that records the groups it starts under this run and step. */
	processesFor(run: string, step: string): ProcessRunner;
	/** Waits for, or ends, a process group that an earlier worker left. */
	outlive(survivor: StepProcess, waitMs: number): Promise<void>;
	needsApproval(step: Step): boolean;
	/** Keeps what the rollback would destroy; never throws. */
	keepEvidence(
		run: Run,
		targets: ReadonlyMap<string, Target>,
	): Promise<{ readonly files: readonly string[]; readonly missing: readonly string[] }>;
	/** Waits until every check of the batch's gate is normal, at most the service's settle time, and no longer than the signal lets it. */
	settleGate(run: Run, batch: PlannedBatch, signal: AbortSignal): Promise<GateLook>;
	/** Waits for the service to become healthy, at most its settle time, and no longer than the signal lets it. */
	settle(run: Run, signal: AbortSignal): Promise<Verification>;
	/** One look while baking. */
	sample(run: Run): Promise<Verification>;
	bakeSchedule(place: Place): Promise<{ readonly intervalMs: number; readonly samples: number }>;
	/** `settled`: what was seen before the bake, whose requests count with those of its looks. */
	judgeBake(place: Place, samples: readonly Verification[], settled: Verification): Promise<Verification>;
	/** Standings, holds, ladder, messages; returns the events that say so, the last of them `run.finished`. */
	conclude(run: Run, plan: Plan, outcome: RunOutcome): Promise<readonly NewRunEvent[]>;
	/** People are told that the run began, or, with a step, that it waits for their approval; never blocks and never throws. */
	tell(run: Run, step: Step | null): Promise<void>;
}
