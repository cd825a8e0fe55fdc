import { assess, investigatingSince } from "../assess/index.ts";
import type { Alert } from "../core/alert.ts";
import type { Assessment, DeployStage, StatedFact } from "../core/assessment.ts";
import { signalFrom } from "../core/judgement.ts";
import { type CurrentState, newestRunning, olderThan } from "../core/lineage.ts";
import { overWindow } from "../core/measurement.ts";
import type { Place } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import type { Run } from "../core/run.ts";
import type { Series } from "../core/series.ts";
import type { Signal, SignalSource, Window } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type ReadLimits, readInTime } from "../verify/index.ts";
import { changesBetween } from "./changes.ts";
import { type Judging, judgePlace } from "./judging/judge.ts";
import { newInLogs } from "./judging/logs.ts";
import { rememberProbes } from "./judging/probes.ts";
import { latchVerdict } from "./judging/verdict.ts";
import { gatherLineage, HISTORY_LIMIT } from "./lineage.ts";
import type { ConnectedPlace, FlowParts } from "./parts.ts";

/** One source may take this long, in milliseconds. */
const READ_MS = 10_000;
/** "Before" is this many windows long, so that a quiet minute is not mistaken for how things are. */
const BASELINE_WINDOWS = 10;
/** A release that has run for longer is not the first suspect of a trouble of today where the judge cannot date its beginning (coverage row 29); ours. */
const BLAME_MS = 24 * 3_600_000;
/** How many runs are looked through for the one that brought the current release back. */
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
	const [records, runs, latest, durations] = await Promise.all([
		store?.ledger.list(place, HISTORY_LIMIT) ?? [],
		store?.runs.list({ ...place, limit: RUNS }) ?? [],
		store?.incidents.latestAssessment(place) ?? null,
		store?.runs.durations(place, RUNS) ?? [],
	]);
	const lineage = await gatherLineage(connected, records);
	const running = newestRunning(lineage.current, lineage.releases);
	const now = parts.clock.now();
	const deployed = deployedMs(running, now);
	const broughtBack = running === null ? null : returnedBy(running, runs);
	const limits: ReadLimits = { clock: parts.clock, timeoutMs: READ_MS, signal: AbortSignal.timeout(longestRead(connected) + READ_MS) };
	const [signals, judging, changes] = await Promise.all([
		measure(connected, deployed, now, limits),
		// What came back by a rollback has the bad release before it: its bake judges it, not this.
		running !== null && deployed !== null && broughtBack === null
			? judgePlace(parts, connected, running, deployed, now, limits, store)
			: NOT_JUDGED,
		changesBetween(parts, connected, running === null ? null : (olderThan(lineage.releases, running.id)[0] ?? null), running),
	]);
	// Sorting thousands of log lines takes a second of our own time: only what is wrong is worth it.
	const newLogTemplates =
		deployed !== null && isSuspicious(signals, judging) ? await newInLogs(parts, connected.signals, deployed, now, limits.signal) : null;
	if (store !== null) await remember(store, place, running, signals, judging, now);
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
		returnedBy: broughtBack,
		verdict: judging.judgement,
		investigatingSince: investigatingSince(latest, running?.id ?? null, now),
		changes,
		otherDeploys: judging.otherDeploys,
		ownServices: parts.config.services.flatMap((one) => (one.environment === place.environment ? [one.service] : [])),
		newLogTemplates,
		targetKinds: connected.config.targets.map(({ kind }) => kind),
		runDurationsMs: durations,
	});
	return { assessment, series: judging.series };
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
async function remember(
	store: Store,
	place: Place,
	running: Release | null,
	signals: readonly Signal[],
	{ judgement }: Judging,
	now: number,
): Promise<void> {
	await rememberProbes(store, place, signals, now);
	if (running !== null) await latchVerdict(store, place, running, judgement);
}

function alertOf(parts: FlowParts, { service, environment }: Place, summary: string, now: number): Alert {
	return { id: parts.newId("alert"), service, environment, sender: "person", summary, at: new Date(now).toISOString(), run: null };
}

/** A service that stands half-way is in the middle of a deploy (coverage row 30). */
function stageOf(current: CurrentState): DeployStage {
	return current.state === "split" ? "during" : "after";
}

/** The run that brought this release back, when no later deploy or run changed it. */
function returnedBy(running: Release, runs: readonly Run[]): string | null {
	const newest = runs.find((run) => run.status === "succeeded" || run.status === "unhealthy");
	const isIt =
		newest !== undefined && newest.to?.id === running.id && (running.deployedAt ?? "") <= (newest.finishedAt ?? newest.createdAt);
	return isIt ? newest.id : null;
}

/** Null when nobody knows, or when the release is said to come from the future. */
function deployedMs(running: Release | null, now: number): number | null {
	const at = running?.deployedAt == null ? Number.NaN : Date.parse(running.deployedAt);
	return Number.isNaN(at) || at > now ? null : at;
}

/** Every check and signal at once, each with what it was before the release took traffic, where its source has a past. */
async function measure(connected: ConnectedPlace, deployedAt: number | null, now: number, limits: ReadLimits): Promise<readonly Signal[]> {
	const { thresholds } = connected.config;
	const window = windowOf(Math.max(now - thresholds.windowMs, deployedAt ?? 0), now);
	const beforeMs = BASELINE_WINDOWS * thresholds.windowMs;
	const before = deployedAt === null ? null : windowOf(deployedAt - beforeMs, deployedAt);
	const sources: readonly SignalSource[] = [...connected.health, ...connected.smoke, ...connected.signals];
	return await Promise.all(
		sources.map(async (source) => {
			const [reading, baseline] = await Promise.all([
				readInTime(source, window, limits),
				before !== null && source.hasPast ? readInTime(source, before, limits) : null,
			]);
			const earlier = baseline === null || before === null ? null : overWindow(baseline, before, window);
			return signalFrom(source, window, reading, earlier, thresholds, "live", beforeMs);
		}),
	);
}

/** At least a millisecond long. */
function windowOf(from: number, to: number): Window {
	return { from: new Date(Math.min(from, to - 1)).toISOString(), to: new Date(to).toISOString() };
}
