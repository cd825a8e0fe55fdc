import type { Series } from "../../core/series.ts";
import type { SignalSource, Window } from "../../core/signal.ts";
import { type ReadLimits, seriesInTime } from "../../verify/index.ts";

/** The time before the release is cut in minutes: enough to see how things wander. */
const BEFORE_PART_MS = 60_000;
/** The time since is cut finely, so that a change is seen and dated soon. */
const SINCE_PART_MS = 10_000;

/** What is looked at around a deploy; milliseconds since the epoch. */
export interface Stretch {
	readonly fromMs: number;
	/** Where before ends and since begins: the deploy. */
	readonly turnMs: number;
	readonly nowMs: number;
}

/** The sources' series over the stretch, one each, cut at the turn so that no part holds both releases; those that have no series are left out, those that answer with nothing are empty. */
export async function readSeries(sources: readonly SignalSource[], stretch: Stretch, limits: ReadLimits): Promise<readonly Series[]> {
	const known = sources.filter((source) => source.series !== undefined && isJudged(source));
	return await Promise.all(known.map((source) => readOne(source, stretch, limits)));
}

/** Log lines are no requests: how many match is the threshold judge's, and a rule's, to weigh. */
function isJudged({ measure }: SignalSource): boolean {
	return measure === "error-rate" || measure === "latency";
}

async function readOne(source: SignalSource, { fromMs, turnMs, nowMs }: Stretch, limits: ReadLimits): Promise<Series> {
	const [before, since] = await Promise.all([
		fromMs < turnMs ? seriesInTime(source, windowOf(fromMs, turnMs), BEFORE_PART_MS, limits) : null,
		turnMs < nowMs ? seriesInTime(source, windowOf(turnMs, nowMs), SINCE_PART_MS, limits) : null,
	]);
	const series = { name: source.name, samples: [...(before?.samples ?? []), ...(since?.samples ?? [])] };
	const isEmpty = before !== null && before.samples.length === 0 && before.detail !== "";
	return isEmpty ? { ...series, nothingBefore: before.detail } : series;
}

function windowOf(from: number, to: number): Window {
	return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
