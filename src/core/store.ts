import type { Assessment } from "./assessment.ts";
import type { AuditEntry, AuditVerdict, NewAuditEntry } from "./audit.ts";
import type { Message } from "./channel.ts";
import type { Guard, GuardOwner } from "./guard.ts";
import type { Incident, IncidentEntry, IncidentStatus } from "./incident.ts";
import type { Place } from "./place.ts";
import type { Plan } from "./plan.ts";
import type { Release, Standing } from "./release.ts";
import type { NewRunEvent, Run, RunEvent, RunStatus } from "./run.ts";
import type { Sample, Series } from "./series.ts";
import type { ReleaseJudgement } from "./verdict.ts";

/** Who holds a service's lock. */
export interface LockHolder {
	readonly run: string;
	readonly requestedBy: string;
	/** ISO 8601. */
	readonly since: string;
}

/** Releases that were told or judged. */
export interface LedgerStore {
	/** Adds the release, or updates the one with the same id; fields that are null do not erase what was known; standing is left alone when the release exists. */
	record(release: Release): Promise<Release>;
	/** Newest deployment first. */
	list(place: Place, limit: number): Promise<readonly Release[]>;
	/** A `bad` or `never` standing latches: only `isOverride` takes it off. Returns the release as it now is, or null when it is not in the ledger. */
	mark(place: Place, id: string, standing: Standing, reason: string, isOverride: boolean): Promise<Release | null>;
}

/** Runs, their plans and their journals. */
export interface RunStore {
	savePlan(plan: Plan): Promise<void>;
	plan(id: string): Promise<Plan | null>;
	/** Stores the run and takes the service's lock in one transaction; says who holds it when it is taken. */
	create(
		run: Run,
		first: readonly NewRunEvent[],
	): Promise<{ readonly created: true } | { readonly created: false; readonly holder: LockHolder }>;
	get(id: string): Promise<Run | null>;
	/** Newest first. */
	list(filter: Partial<Place> & { readonly incident?: string; readonly limit: number }): Promise<readonly Run[]>;
	/** Appends in order, each key once (a known key is skipped), and moves the status in the same transaction. Returns what was new. */
	append(run: string, events: readonly NewRunEvent[], status?: RunStatus): Promise<readonly RunEvent[]>;
	/** Oldest first, those after `afterSeq`. */
	events(run: string, afterSeq: number): Promise<readonly RunEvent[]>;
	ask(run: string, request: "park" | "cancel" | null): Promise<void>;
	lock(place: Place): Promise<LockHolder | null>;
	/** Gives the lock back if this run holds it. */
	releaseLock(run: string): Promise<void>;
	/** Durations of the place's succeeded runs that went to a release, newest first, in milliseconds from created to finished steps. */
	durations(place: Place, limit: number): Promise<readonly number[]>;
}

/** What a person said about one step of one plan. */
export interface Approval {
	readonly run: string;
	readonly step: string;
	readonly planHash: string;
	readonly verdict: "approved" | "rejected";
	readonly by: string;
	readonly reason: string;
	readonly isBreakGlass: boolean;
	/** ISO 8601. */
	readonly at: string;
}

/** One-use approvals. */
export interface ApprovalStore {
	/** The first word counts: returns false when the step has been decided already. */
	decide(approval: Approval): Promise<boolean>;
	get(run: string, step: string): Promise<Approval | null>;
}

/** A process group that a step started. */
export interface StepProcess {
	readonly run: string;
	readonly step: string;
	/** Process group id on `host`. */
	readonly group: number;
	/** Start time of the leader as the system tells it, against reuse of the number; null where it cannot. */
	readonly startedAt: string | null;
	readonly host: string;
	readonly command: string;
}

/** Process groups that may have outlived us. */
export interface ProcessStore {
	started(process: StepProcess): Promise<void>;
	ended(run: string, step: string, group: number): Promise<void>;
	list(run: string): Promise<readonly StepProcess[]>;
}

/** Incidents and their own timelines. */
export interface IncidentStore {
	open(incident: Incident, first: Omit<IncidentEntry, "incident" | "seq">): Promise<void>;
	get(id: string): Promise<Incident | null>;
	/** Newest first. */
	list(filter: Partial<Place> & { readonly status?: IncidentStatus; readonly limit: number }): Promise<readonly Incident[]>;
	/** Changes what is given and adds the entry in one transaction. */
	update(
		id: string,
		change: Partial<Pick<Incident, "status" | "owner" | "severity" | "title" | "closedAt">>,
		entry: Omit<IncidentEntry, "incident" | "seq">,
	): Promise<void>;
	entries(id: string): Promise<readonly IncidentEntry[]>;
	saveAssessment(incident: string | null, assessment: Assessment): Promise<void>;
	/** Oldest first. */
	assessments(incident: string): Promise<readonly Assessment[]>;
	/** The newest of the place, whether an incident came of it or not. */
	latestAssessment(place: Place): Promise<Assessment | null>;
}

/** Automation and deploy holds. */
export interface ControlStore {
	/** Null: nobody has said, so automation is on. */
	automation(): Promise<{ readonly isOn: boolean; readonly by: string; readonly reason: string; readonly at: string } | null>;
	setAutomation(isOn: boolean, by: string, reason: string, at: string): Promise<void>;
	hold(place: Place, hold: Hold): Promise<void>;
	/** Returns false when nothing was held. */
	unhold(place: Place): Promise<boolean>;
	holdOf(place: Place): Promise<Hold | null>;
}

/** Deploys of a service are held; a person's rollback never is. */
export interface Hold {
	readonly by: string;
	readonly reason: string;
	/** ISO 8601. */
	readonly at: string;
}

/** Messages that still have to go out. */
export interface OutboxStore {
	/** A known id+channel is left as it is. */
	put(message: Message, channels: readonly string[]): Promise<void>;
	/** Oldest first, those whose time has come. */
	due(now: string, limit: number): Promise<readonly { readonly message: Message; readonly channel: string; readonly attempts: number }[]>;
	delivered(message: string, channel: string): Promise<void>;
	/** `nextAt` null: given up. */
	failed(message: string, channel: string, detail: string, nextAt: string | null): Promise<void>;
	/** How many of the run are neither delivered nor given up. */
	pending(run: string): Promise<number>;
}

/** The hash-chained log of who did what. */
export interface AuditStore {
	append(entry: NewAuditEntry, at: string): Promise<AuditEntry>;
	/** Oldest first. */
	list(afterSeq: number, limit: number): Promise<readonly AuditEntry[]>;
	verify(): Promise<AuditVerdict>;
}

/** What Backout measured itself where the source has no past: probes. */
export interface SampleStore {
	/** Adds one sample of the named source; the same source and `fromMs` again replaces it. */
	append(place: Place, source: string, sample: Sample): Promise<void>;
	/** Those that end after `sinceMs` (milliseconds since the epoch), by source, oldest first. */
	list(place: Place, sinceMs: number): Promise<readonly Series[]>;
	/** Deletes those of all places that ended before `beforeMs`. */
	prune(beforeMs: number): Promise<void>;
}

/** What was judged of releases, so that a bad verdict latches across restarts. */
export interface JudgementStore {
	/** Null when the release has not been judged. */
	get(place: Place, release: string): Promise<ReleaseJudgement | null>;
	/** A bad verdict that is stored already stays: returns what is stored afterwards. */
	save(place: Place, judgement: ReleaseJudgement): Promise<ReleaseJudgement>;
	/** Takes a latched verdict off, as `record --good` with the right to override does. */
	clear(place: Place, release: string): Promise<void>;
}

/** Deploys under guard, so that a runner that dies leaves something to finish. */
export interface GuardStore {
	/** Stores the guard and returns null, or returns the one of the place that is not finished. */
	create(guard: Guard): Promise<Guard | null>;
	get(id: string): Promise<Guard | null>;
	/** Those that are not finished, oldest first. */
	open(filter: Partial<Place>): Promise<readonly Guard[]>;
	/** Replaces the guard and counts its revision up; null, and nothing is changed, when somebody else did since it was read. */
	save(guard: Guard): Promise<Guard | null>;
	/** Says that the owner still lives; false when the guard has another owner by now. Leaves the revision alone. */
	beat(id: string, owner: GuardOwner): Promise<boolean>;
}

/** Everything Backout remembers; SQLite and PostgreSQL behind one port. */
export interface Store {
	readonly ledger: LedgerStore;
	readonly runs: RunStore;
	readonly approvals: ApprovalStore;
	readonly processes: ProcessStore;
	readonly incidents: IncidentStore;
	readonly controls: ControlStore;
	readonly outbox: OutboxStore;
	readonly audit: AuditStore;
	readonly samples: SampleStore;
	readonly judgements: JudgementStore;
	readonly guards: GuardStore;
	close(): Promise<void>;
}
