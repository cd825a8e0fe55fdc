import type { Sample } from "../../core/series.ts";
import { binned, countTail } from "./counting.ts";
import { type Counts, errorPartsOf, pooledWithin } from "./stretch.ts";

/** As many stretches as show an incident of minutes in three hours. */
const BINS = 24;
const FEWEST_BINS = 8;
/** What is the usual rate, the quietest three quarters say. */
const USUAL = 0.75;
/** A stretch is an incident when chance would not make it in a billion, and when anybody would call it one. */
const CHANCE = 1e-9;
const TIMES = 3;
const LEAST_RISE = 0.02;
/** More of the time than this is no incident, but how things are. */
const MOST = 0.2;
/** Trouble that still lasts at the end of the baseline, in its last part of a stretch, is not over: the release found it there. */
const LAST = 1 / 3;

/** The samples of a baseline without those of short incidents: a rollback an hour ago must not make its bad minutes the measure of the next release. All of them when nothing stands out. */
export function withoutIncidents(samples: readonly Sample[]): readonly Sample[] {
	const parts = errorPartsOf(samples);
	if (parts.length < FEWEST_BINS) return samples;
	const [fromMs, toMs] = [parts[0]?.fromMs ?? 0, parts.at(-1)?.toMs ?? 0];
	const longest = parts.reduce((most, part) => Math.max(most, part.toMs - part.fromMs), 0);
	const count = Math.min(BINS, Math.floor((toMs - fromMs) / longest));
	if (count < FEWEST_BINS) return samples;
	const bins = binned(parts, fromMs, toMs, count);
	const usual = usualOf(bins);
	const width = (toMs - fromMs) / count;
	if (isRaised(pooledWithin(parts, toMs - width * LAST, toMs), usual)) return samples;
	const isIncident = bins.map((bin) => standsOut(bin, usual));
	const found = isIncident.filter((is) => is).length;
	if (found === 0 || found > count * MOST) return samples;
	const touches = ({ fromMs: start, toMs: end }: Sample) =>
		isIncident.some((is, index) => is && start < fromMs + (index + 1) * width && end > fromMs + index * width);
	return samples.filter((sample) => !touches(sample));
}

function usualOf(bins: readonly Counts[]): Counts {
	const sorted = bins.filter(({ total }) => total > 0).toSorted((a, b) => a.failed / a.total - b.failed / b.total);
	return sorted
		.slice(0, Math.ceil(sorted.length * USUAL))
		.reduce((sum, bin) => ({ failed: sum.failed + bin.failed, total: sum.total + bin.total }), { failed: 0, total: 0 });
}

function standsOut(bin: Counts, usual: Counts): boolean {
	return isRaised(bin, usual) && countTail(usual, bin, 1) < CHANCE;
}

function isRaised(bin: Counts, usual: Counts): boolean {
	if (bin.total <= 0 || usual.total <= 0) return false;
	const [rate, before] = [bin.failed / bin.total, usual.failed / usual.total];
	return rate >= before * TIMES && rate - before >= LEAST_RISE;
}
