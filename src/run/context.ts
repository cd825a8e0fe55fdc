import type { Target } from "../core/adapter.ts";
import type { Plan } from "../core/plan.ts";
import type { NewRunEvent, Run, RunHappening, RunStatus } from "../core/run.ts";
import type { Clock } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";
import type { RunStages } from "./stages.ts";
import type { StepApi } from "./workflow-types.ts";

/** What every part of the durable run works with. */
export interface RunContext {
	readonly run: Run;
	readonly plan: Plan;
	readonly targets: ReadonlyMap<string, Target>;
	/** The engine's step API: what it ran once is never run again. */
	readonly durable: StepApi;
	readonly store: Store;
	readonly stages: RunStages;
	readonly clock: Clock;
	/** False when another worker may have taken the run over; checked right before every write to a platform. */
	holdsLease(): boolean;
}

/** Appends one happening under its key: a second append after a crash changes nothing. */
export async function note(context: RunContext, key: string, event: RunHappening, status?: RunStatus): Promise<void> {
	const entry: NewRunEvent = { key, event };
	await context.store.runs.append(context.run.id, [entry], status);
}

/** Does something once in the run's life: its result is journaled, and a worker that takes the run over gets that result instead of doing it again. */
export async function once<Result>(context: RunContext, name: string, act: () => Promise<Result>): Promise<Result> {
	return await context.durable.run({ name, retryPolicy: UNEXPECTED }, act);
}

/** What is expected to fail comes back as a value; only a hiccup of the state database or a bug is retried, and not for long: people wait. */
const UNEXPECTED = { initialInterval: "250ms", backoffCoefficient: 2, maximumInterval: "2s", maximumAttempts: 6 } as const;
