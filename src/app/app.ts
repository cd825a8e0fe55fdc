import type { Finding } from "../core/adapter.ts";
import type { Assessment, StatedFact } from "../core/assessment.ts";
import type { AuditVerdict } from "../core/audit.ts";
import type { Config, ConfigFault } from "../core/config.ts";
import type { Guard, GuardEvent } from "../core/guard.ts";
import type { Incident } from "../core/incident.ts";
import type { CurrentState } from "../core/lineage.ts";
import type { Place } from "../core/place.ts";
import type { Plan, PlanKind, Refusal } from "../core/plan.ts";
import type { Release, ReleaseName, Standing } from "../core/release.ts";
import type { CaseFile } from "../core/report.ts";
import type { CaseReview } from "../core/review.ts";
import type { Run, RunEvent, RunStatus } from "../core/run.ts";
import type { SecretMasker } from "../core/runtime.ts";
import type { Series } from "../core/series.ts";
import type { StoppedTarget } from "../core/stopped.ts";
import type { Hold, LockHolder } from "../core/store.ts";
import type { Verification } from "../core/verification.ts";
import type { GuardAudience, GuardRequest } from "../flow/guard/index.ts";

/** One service in one environment, on one line of `status`. */
export interface PlaceStatus {
	readonly place: Place;
	/** What runs, joined over the targets. */
	readonly current: CurrentState;
	/** By target name: why it could not say what it runs. */
	readonly silent: Readonly<Record<string, string>>;
	/** Newest release known good, else null. */
	readonly lastGood: ReleaseName | null;
	/** Health and smoke checks and signals, measured now. */
	readonly health: Verification;
	/** False: nothing is configured that could ever notice a bad release. */
	readonly isProtected: boolean;
	readonly hold: Hold | null;
	readonly lock: HeldLock | null;
	readonly openIncidents: readonly ToldIncident[];
	/** Since when the release that runs has been live this time: a return counts from the return. ISO 8601; null when nobody knows. */
	readonly liveSince: string | null;
	/** Those of `openIncidents` whose last run went well: a person may close them. By id. */
	readonly settledIncidents: readonly string[];
	/** Runs that rest until a person does something, newest first. */
	readonly resting: readonly RestingRun[];
	/** Targets that a run stopped and none has brought back: what others did meanwhile is not known here. */
	readonly stops: readonly StoppedTarget[];
	/** A deploy under guard that is not finished, else null. */
	readonly guard: OpenGuard | null;
}

/** Who holds a place's lock. */
export interface HeldLock extends LockHolder {
	/** Nobody carries the run on: its process died, and a person must resume or cancel it. */
	readonly isLeft: boolean;
}

/** A run that is parked, or that waits for an approval. */
export interface RestingRun {
	readonly run: string;
	readonly status: "parked" | "waiting";
	/** Who parked it; who asked for the run that waits. */
	readonly by: string;
	/** Where it rests: "before 2-cache-flush"; the id of the step that waits. */
	readonly at: string;
	/** ISO 8601. */
	readonly since: string;
}

/** A deploy under guard that is not finished. */
export interface OpenGuard {
	readonly guard: Guard;
	/** True: its process is gone, and `backout resume` or the next `backout guard` finishes it. */
	readonly isLeft: boolean;
}

/** How a guarded deploy ended. */
export type GuardFinished = Omit<Extract<GuardEvent, { type: "guard.finished" }>, "guard" | "service" | "environment" | "time">;

export interface StatusReport {
	readonly automation: { readonly isOn: boolean; readonly by: string | null; readonly reason: string | null; readonly at: string | null };
	readonly places: readonly PlaceStatus[];
	/** Said once above all: local state in production, an unreachable state database … */
	readonly warnings: readonly string[];
}

/** A release and whether it can be returned to. */
export interface HistoryEntry {
	readonly release: Release;
	readonly isCurrent: boolean;
	/** Null: it can be returned to; else why not. */
	readonly obstacle: string | null;
}

/** Something that changed lately. */
export interface Change {
	/** ISO 8601. */
	readonly time: string;
	readonly place: Place;
	readonly what: string;
	readonly who: string | null;
}

/** What CI or a person tells about a release. */
export interface RecordInput {
	readonly label: string;
	readonly commit: string | null;
	/** ISO 8601; now when null. */
	readonly deployedAt: string | null;
	readonly by: string | null;
	readonly schemaRevision: string | null;
	/** Null leaves the standing as it is. */
	readonly standing: Standing | null;
	readonly reason: string | null;
	/** Takes a latched `bad` or `never` off. */
	readonly isOverride: boolean;
}

export interface AssessRequest {
	readonly facts: readonly StatedFact[];
	/** What the alert says; a person's words. Null: nobody raised one. */
	readonly summary: string | null;
	/** One look of many, by a machine that watches: no incident is opened for it. */
	readonly isLook?: boolean;
}

/** An incident as lists tell of it. `wasNothingWrong`: its severity says nothing, for nothing was found and nothing was done. */
export interface ToldIncident extends Incident {
	readonly wasNothingWrong: boolean;
}

/** An assessment and the incident it belongs to; null when nothing is wrong. */
export interface AssessmentResult {
	readonly assessment: Assessment;
	readonly incident: Incident | null;
	/** The service's own series around the deploy, by signal name, for a picture; empty when nothing could be judged. */
	readonly series: readonly Series[];
}

export interface PlanRequest {
	readonly kind: PlanKind;
	/** A release by id, label or commit; null: the newest known good. */
	readonly to: string | null;
	/** The commit that is bad, or a range `A..B`: taken back alone where every target can, else a return to before it. */
	readonly badCommit: string | null;
	/** Target names; null: all of them. */
	readonly only: readonly string[] | null;
	/** Automation may not choose an unproven release. */
	readonly isAutomatic: boolean;
}

export interface StartRequest {
	/** Null: nobody gave one. */
	readonly reason: string | null;
	/** The incident that it belongs to; null: the open one of the place, or a new one. */
	readonly incident: string | null;
	/** False: the release that is left was never found bad, so that it is not marked bad and no deploys are held. Left out: true. */
	readonly isJudged?: boolean;
}

export type StartResult = { readonly kind: "started"; readonly run: Run } | { readonly kind: "refused"; readonly refusal: Refusal };

/** What a person asked for and what came of it. */
export type Answer = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly refusal: Refusal };

export interface RunFile {
	readonly run: Run;
	readonly plan: Plan;
	readonly events: readonly RunEvent[];
}

export interface ApprovalInput {
	readonly run: string;
	/** Null: the step that waits. */
	readonly step: string | null;
	readonly verdict: "approved" | "rejected";
	readonly reason: string;
	readonly isBreakGlass: boolean;
}

export interface IncidentFile {
	readonly caseFile: CaseFile;
	readonly review: CaseReview;
	readonly markdown: string;
}

/** What `check` found; `live` only when asked for. */
export interface CheckReport {
	readonly faults: readonly ConfigFault[];
	readonly file: string;
	readonly places: readonly Place[];
	readonly warnings: readonly string[];
	readonly live: readonly { readonly place: Place | null; readonly subject: string; readonly finding: Finding }[];
}

/** Everything the CLI, and later the server, can do. Methods throw BackoutError; outcomes that are expected are values. */
export interface App {
	readonly config: Config;
	/** Who acts: `ana@laptop`. */
	readonly who: string;
	readonly masker: SecretMasker;
	/** The service in an environment; several environments and none named, unknown names: BackoutError. */
	place(service: string, environment: string | null): Place;
	status(service: string | null, environment: string | null): Promise<StatusReport>;
	changes(sinceMs: number): Promise<readonly Change[]>;
	history(place: Place, limit: number): Promise<readonly HistoryEntry[]>;
	/** Throws BackoutError `policy.standing-latched` when a `bad` or `never` outlives what was said of it; what else was told is recorded. */
	record(place: Place, input: RecordInput): Promise<Release>;
	assess(place: Place, request: AssessRequest): Promise<AssessmentResult>;
	/** Writes nothing; a refusal is in the plan. Works without the state database, with a warning. */
	plan(place: Place, request: PlanRequest): Promise<Plan>;
	/** The plan in the text of a plan file; throws BackoutError `plan.…` naming every fault. */
	readPlan(text: string, file: string): Plan;
	/** A plan that was proposed and stored, or null. */
	storedPlan(id: string): Promise<Plan | null>;
	/** The plan that goes forward again after the run. */
	planUndo(run: string): Promise<Plan>;
	/** Stores the plan and a run of it, and takes the service's lock; nothing is carried out before `work`. */
	start(plan: Plan, request: StartRequest): Promise<StartResult>;
	/** Loads and opens what carrying a run on needs while something else is waited for: the platforms, or a person. Returns at once. */
	prepare(): void;
	/** Carries the run on in this process until it is over, waits for a person or is parked, or until the signal aborts. */
	work(run: string, signal: AbortSignal): Promise<RunStatus>;
	/** The run's events from `afterSeq` on, as they come; ends when the run is over, waits or is parked, or the signal aborts. */
	follow(run: string, afterSeq: number, signal: AbortSignal): AsyncIterable<RunEvent>;
	show(run: string): Promise<RunFile>;
	/** Newest first. */
	runs(filter: { readonly service: string | null; readonly limit: number }): Promise<readonly Run[]>;
	/** Asks a run to pause before its next step. */
	park(run: string): Promise<Answer>;
	/** Lets a parked or orphaned run go on; `work` then carries it on. */
	resume(run: string): Promise<Answer>;
	cancel(run: string): Promise<Answer>;
	decide(input: ApprovalInput): Promise<Answer>;
	verify(place: Place): Promise<Verification>;
	/** Runs the deploy command under guard: rules first, then the deploy, then the watch; takes back what turns out bad. A rule's no is an outcome, not a throw. */
	guard(place: Place, request: GuardRequest, audience: GuardAudience): Promise<GuardFinished>;
	/** Finishes a guard whose process died or was interrupted. */
	resumeGuard(id: string, audience: GuardAudience): Promise<GuardFinished>;
	/** Guards that are not finished; `isLeft`: nobody carries it on. */
	openGuards(filter: Partial<Place>): Promise<readonly OpenGuard[]>;
	incidents(filter: {
		readonly service: string | null;
		readonly isOpenOnly: boolean;
		readonly limit: number;
	}): Promise<readonly ToldIncident[]>;
	incident(id: string): Promise<IncidentFile>;
	acknowledge(id: string): Promise<ToldIncident>;
	addNote(id: string, text: string): Promise<ToldIncident>;
	closeIncident(id: string, text: string): Promise<ToldIncident>;
	verifyAudit(): Promise<AuditVerdict>;
	setAutomation(isOn: boolean, reason: string): Promise<void>;
	hold(place: Place, reason: string): Promise<void>;
	/** False when nothing was held. */
	release(place: Place): Promise<boolean>;
	close(): Promise<void>;
}
