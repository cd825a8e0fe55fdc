import type { Assessment } from "../core/assessment.ts";
import type { Place } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import type { Run } from "../core/run.ts";
import { eventsOf } from "../core/run-events.ts";
import type { Store } from "../core/store.ts";
import { type StandingStop, standingStops } from "./stops.ts";

/** How many releases are remembered, and how many each target is asked for. */
export const HISTORY_LIMIT = 30;
/** How many runs are looked through for the last one that put a release there, and for stops that stand. */
const RUNS = 20;

/** What Backout itself wrote down of a place. */
export interface Journal {
	/** What the ledger was told; newest deployment first. */
	readonly records: readonly Release[];
	readonly arrival: Arrival | null;
	/** Targets that stand stopped. */
	readonly stops: readonly StandingStop[];
	/** Ids of the releases that the newest runs left in vain, one after the other, none of which ended well: what was fled from is no way back. */
	readonly fled: readonly string[];
	/** The newest look. */
	readonly looked: Pick<Assessment, "at" | "current" | "deployedAt"> | null;
}

/** The newest run of which every step landed; what watches it afterwards may still go on. */
export interface Arrival {
	readonly run: string;
	/** The id of the release that it put there. */
	readonly to: string;
	/** When its last step landed, in milliseconds since the epoch; null when all of it was there already. */
	readonly landedMs: number | null;
	/** The same for when it was over, with all its watching; endless while it goes on. */
	readonly endedMs: number;
}

/** Nothing is remembered: the state database is away. */
export const NO_JOURNAL: Journal = { records: [], arrival: null, stops: [], fled: [], looked: null };

/** What the store remembers of a place that tells which release runs and since when; nothing for no store. */
export async function readJournal(store: Store | null, { service, environment }: Place): Promise<Journal> {
	if (store === null) return NO_JOURNAL;
	const place: Place = { service, environment };
	const [records, runs, looked] = await Promise.all([
		store.ledger.list(place, HISTORY_LIMIT),
		store.runs.list({ ...place, limit: RUNS }),
		store.incidents.latestAssessment(place),
	]);
	const [arrival, stops] = await Promise.all([newestArrival(store, runs), standingStops(store, runs)]);
	return { records, arrival, stops, fled: fledReleases(runs), looked };
}

async function newestArrival(store: Store, runs: readonly Run[]): Promise<Arrival | null> {
	for (const run of runs) {
		const arrival = run.to === null || run.status === "refused" ? null : await arrivalBy(store, run, run.to.id);
		if (arrival !== null) return arrival;
	}
	return null;
}

/** Null when some step did not land: then the place stands half-way, and its targets tell. The first look at the service comes after the last step. */
async function arrivalBy(store: Store, run: Run, to: string): Promise<Arrival | null> {
	const journal = { events: await store.runs.events(run.id, 0) };
	const isWhole = run.status === "succeeded" || run.status === "unhealthy" || eventsOf(journal, "verification.started").length > 0;
	if (!isWhole) return null;
	const landed = eventsOf(journal, "step.landed");
	// After a crash what we applied ourselves is found there already.
	const isResumed = eventsOf(journal, "run.resumed").length > 0;
	const last = landed.findLast(({ wasAlready }) => !wasAlready || isResumed);
	return {
		run: run.id,
		to,
		landedMs: last === undefined ? null : Date.parse(last.time),
		endedMs: run.finishedAt === null ? Number.POSITIVE_INFINITY : Date.parse(run.finishedAt),
	};
}

/** A stop goes to no release, and what was refused went nowhere. */
function fledReleases(runs: readonly Run[]): readonly string[] {
	const returns = runs.filter(({ to, status }) => to !== null && status !== "refused");
	const lastGood = returns.findIndex(({ status }) => status === "succeeded");
	const inVain = lastGood === -1 ? returns : returns.slice(0, lastGood);
	return inVain.flatMap(({ from, status }) => (from !== null && (status === "failed" || status === "unhealthy") ? [from.id] : []));
}
