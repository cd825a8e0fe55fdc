import type { Assessment } from "../../core/assessment.ts";
import type { Guard, GuardEvent, GuardOutcome } from "../../core/guard.ts";
import type { Incident } from "../../core/incident.ts";
import type { Place } from "../../core/place.ts";
import type { Plan, Refusal } from "../../core/plan.ts";
import type { Run, RunStatus } from "../../core/run.ts";
import type { ProcessRunner } from "../../core/runtime.ts";
import type { FlowParts } from "../parts.ts";
import type { Desk } from "./desk.ts";

/** What a guarded deploy is put together from, beside the stages: the ordinary commands of the house, which app/ hands in. */
export interface GuardParts extends FlowParts {
	readonly processes: ProcessRunner;
	/** The same decision as `backout assess`; an incident is opened only for a decisive one. */
	look(place: Place, isDecisive: boolean): Promise<{ readonly assessment: Assessment; readonly incident: Incident | null }>;
	/** Stores the plan and a run of it and takes the lock, or says which rule refused. */
	start(
		plan: Plan,
		request: { readonly reason: string; readonly incident: string | null; readonly isJudged: boolean },
	): Promise<{ readonly kind: "started"; readonly run: Run } | { readonly kind: "refused"; readonly refusal: Refusal }>;
	/** The backup command of the place with its placeholders resolved; null when none is configured. */
	backupOf(place: Place): readonly string[] | null;
}

/** What is asked of a guarded deploy. */
export interface GuardRequest {
	/** The deploy command: an argument array, never a shell line. */
	readonly command: readonly string[];
	/** Where the command runs. */
	readonly directory: string;
	/** Null: as long as a rollback is baked. */
	readonly watchForMs: number | null;
	readonly deployTimeoutMs: number;
	/** The release's name and commit; null: what the targets say afterwards. */
	readonly version: string | null;
	readonly commit: string | null;
	/** Deploy although nothing could be returned to. */
	readonly mayLackWayBack: boolean;
	/** How long a rollback that waits for an approval is waited for, in milliseconds. */
	readonly approvalWaitMs: number;
}

/** Who listens, and who may interrupt. */
export interface GuardAudience {
	tell(event: GuardEvent): void;
	/** Aborts when somebody interrupts: what has begun is then taken back or left to be resumed. */
	readonly signal: AbortSignal;
	/** Carries a rollback's run on until it rests, and shows it. */
	carryOut(run: string): Promise<RunStatus>;
}

/** What every part of a guarded deploy works with. */
export interface GuardWork {
	readonly parts: GuardParts;
	readonly place: Place;
	readonly desk: Desk;
	readonly audience: GuardAudience;
	/** How long to wait for a person's approval, in milliseconds; 0: tell and leave. */
	readonly approvalWaitMs: number;
	tell(happening: Happening): void;
}

/** How a guarded deploy ends, before it is written down. */
export interface Ending {
	readonly outcome: GuardOutcome;
	/** One sentence for a person. */
	readonly text: string;
	readonly fix: string | null;
	readonly report: string | null;
	readonly refused?: Refusal | null;
}

/** A happening before its guard, place and time are put to it. */
export type Happening = GuardEvent extends infer Event
	? Event extends GuardEvent
		? Omit<Event, "guard" | "service" | "environment" | "time">
		: never
	: never;

/** Hands happenings to the audience with their guard, place and time. */
export function teller(parts: GuardParts, place: Place, audience: GuardAudience, guard: () => Guard | null) {
	return (happening: Happening): void => {
		const { service, environment } = place;
		audience.tell({ ...happening, guard: guard()?.id ?? null, service, environment, time: new Date(parts.clock.now()).toISOString() });
	};
}
