import { assess, investigatingSince } from "../assess/index.ts";
import type { Alert } from "../core/alert.ts";
import type { Assessment, DeployStage, StatedFact } from "../core/assessment.ts";
import type { ReleaseChanges } from "../core/changes.ts";
import { type CurrentState, olderThan } from "../core/lineage.ts";
import type { Place } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import type { Series } from "../core/series.ts";
import type { Signal } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import type { ReadLimits } from "../verify/index.ts";
import { changesBetween } from "./changes.ts";
import { type Journal, NO_JOURNAL, readJournal } from "./journal.ts";
import { type Judging, judgePlace } from "./judging/judge.ts";
import { newInLogs } from "./judging/logs.ts";
import { rememberProbes } from "./judging/probes.ts";
import { latchVerdict } from "./judging/verdict.ts";
import { gatherLineage, type Lineage } from "./lineage.ts";
import { measure } from "./measure.ts";
import type { ConnectedPlace, FlowParts } from "./parts.ts";
import { toldStops } from "./stops.ts";
import { type Subject, subjectOf } from "./subject.ts";

/** One source may take this long, in milliseconds. */
const READ_MS = 10_000;
/** A release that has run for longer is not the first suspect of a trouble of today where the judge cannot date its beginning (coverage row 29); ours. */
const BLAME_MS = 24 * 3_600_000;
/** How many earlier runs tell how long one takes. */
const RUNS = 10;

/** What a person or an alert brings along. */
export interface AssessWish {
	readonly facts: readonly StatedFact[];
	readonly summary: string | null;
}

/** An assessment with what it was made from. */
export interface Looked {
	readonly assessment: Assessment;
	/** The service's own series around the deploy, for a picture; by signal name. */
	readonly series: readonly Series[];
}

/** alert + ledger + signals → assessment. `store` is null while the state database is away. */
export async function assessPlace(parts: FlowParts, place: Place, wish: AssessWish, store: Store | null): Promise<Looked> {
	const connected = await parts.connect(place);
	const past = await pastOf(store, place);
	const lineage = await gatherLineage(connected, past.journal);
	const now = parts.clock.now();
	const subject = subjectOf(lineage, now);
	const seen = await lookAt(parts, connected, lineage, subject, now, store);
	if (store !== null) await remember(store, place, subject.running, seen, now);
	const { signals, judging, changes, newLogTemplates } = seen;
	const assessment = assess({
		id: parts.newId("asm"),
		place,
		alert: wish.summary === null ? null : alertOf(parts, place, wish.summary, now),
		now,
		current: lineage.current,
		releases: lineage.releases,
		signals,
		thresholds: connected.config.thresholds,
		stage: stageOf(lineage.current),
		stated: wish.facts,
		standing: connected.config.facts,
		blameWindowMs: BLAME_MS,
		returnedBy: subject.returnedBy,
		verdict: judging.judgement,
		investigatingSince: investigatingSince(past.assessment, subject.running?.id ?? null, now),
		changes,
		otherDeploys: judging.otherDeploys,
		ownServices: parts.config.services.flatMap((one) => (one.environment === place.environment ? [one.service] : [])),
		newLogTemplates,
		stopped: toldStops(past.journal.stops, place),
		targetKinds: connected.config.targets.map(({ kind }) => kind),
		runDurationsMs: past.durations,
	});
	return { assessment, series: judging.series };
}

/** What the store remembers of a place. */
interface Past {
	readonly journal: Journal;
	readonly assessment: Assessment | null;
	readonly durations: readonly number[];
}

async function pastOf(store: Store | null, place: Place): Promise<Past> {
	if (store === null) return { journal: NO_JOURNAL, assessment: null, durations: [] };
	const [journal, assessment, durations] = await Promise.all([
		readJournal(store, place),
		store.incidents.latestAssessment(place),
		store.runs.durations(place, RUNS),
	]);
	return { journal, assessment, durations };
}

/** What is seen of a place now. */
interface Look {
	readonly signals: readonly Signal[];
	readonly judging: Judging;
	readonly changes: ReleaseChanges | null;
	readonly newLogTemplates: Awaited<ReturnType<typeof newInLogs>> | null;
}

async function lookAt(
	parts: FlowParts,
	connected: ConnectedPlace,
	{ releases }: Lineage,
	{ running, deployedMs, returnedBy }: Subject,
	now: number,
	store: Store | null,
): Promise<Look> {
	const limits: ReadLimits = { clock: parts.clock, timeoutMs: READ_MS, signal: AbortSignal.timeout(longestRead(connected) + READ_MS) };
	const [signals, judging, changes] = await Promise.all([
		measure(connected, deployedMs, now, limits),
		// What came back by a rollback has the bad release before it: its bake judges it, not this.
		running !== null && deployedMs !== null && returnedBy === null
			? judgePlace(parts, connected, running, deployedMs, now, limits, store)
			: NOT_JUDGED,
		changesBetween(parts, connected, running === null ? null : (olderThan(releases, running.id)[0] ?? null), running),
	]);
	// Sorting thousands of log lines takes a second of our own time: only what is wrong is worth it.
	const isWorthIt = deployedMs !== null && isSuspicious(signals, judging);
	const newLogTemplates = isWorthIt ? await newInLogs(parts, connected.signals, deployedMs, now, limits.signal) : null;
	return { signals, judging, changes, newLogTemplates };
}

/** A source that its settings give longer than the rest is waited for. */
function longestRead({ health, smoke, signals }: ConnectedPlace): number {
	return Math.max(READ_MS, ...[...health, ...smoke, ...signals].map(({ withinMs }) => withinMs ?? 0));
}

function isSuspicious(signals: readonly Signal[], { judgement }: Judging): boolean {
	return judgement?.isWorse === true || judgement?.verdict === "bad" || signals.some(({ state }) => state === "abnormal");
}

const NOT_JUDGED: Judging = { judgement: null, series: [], otherDeploys: [] };

/** What this look teaches the next one. */
async function remember(store: Store, place: Place, running: Release | null, { signals, judging }: Look, now: number): Promise<void> {
	await rememberProbes(store, place, signals, now);
	if (running !== null) await latchVerdict(store, place, running, judging.judgement);
}

function alertOf(parts: FlowParts, { service, environment }: Place, summary: string, now: number): Alert {
	return { id: parts.newId("alert"), service, environment, sender: "person", summary, at: new Date(now).toISOString(), run: null };
}

/** A service that stands half-way is in the middle of a deploy (coverage row 30). */
function stageOf(current: CurrentState): DeployStage {
	return current.state === "split" ? "during" : "after";
}
