import { canonicalJson } from "../../core/canonical.ts";
import { withCommonBounds } from "../../core/histogram.ts";
import type { Sample, Series } from "../../core/series.ts";
import { cleaned, hasTime, lostValues } from "./clean.ts";

/** A series that a judge can walk along: oldest first, no two samples share a moment, every value a measurement or null. */
export interface AlignedSeries {
	readonly name: string;
	readonly samples: readonly Sample[];
	readonly isProbed: boolean;
	readonly dropped: DroppedSamples;
}

/** How many samples were not taken as they came, each counted once at most. */
export interface DroppedSamples {
	/** End after the moment of looking: a clock is ahead somewhere. */
	readonly future: number;
	/** Begin when another one begins; the one that ends later was kept. */
	readonly duplicates: number;
	/** Have no length in time (dropped), or had values that cannot be measurements (kept, with those as null). */
	readonly invalid: number;
	/** Begin before the one before them is over; the earlier was kept. */
	readonly overlapping: number;
}

/** The series sorted, without future, double and overlapping samples, with what is no measurement as null and all histograms cut at the same bounds; says how many it left out. The order of the input changes nothing: of two samples with the same times the one that saw more counts, for counters only grow. `nowMs` is the moment of looking in milliseconds since the epoch. Pure. */
export function alignSamples(series: Series, nowMs: number): AlignedSeries {
	if (isAligned(series.samples, nowMs))
		return { name: series.name, samples: withAlikeHistograms(series.samples), isProbed: series.isProbed === true, dropped: NOTHING };
	const timed = series.samples.filter(hasTime);
	const past = timed.filter((sample) => sample.toMs <= nowMs);
	const clean = past.map(cleaned);
	const altered = past.filter((sample, index) => lostValues(sample, clean[index] ?? sample)).length;
	const single = withoutDuplicates(clean.toSorted(byTime));
	const samples = withAlikeHistograms(withoutOverlaps(single));
	return {
		name: series.name,
		samples,
		isProbed: series.isProbed === true,
		dropped: {
			future: timed.length - past.length,
			duplicates: clean.length - single.length,
			invalid: series.samples.length - timed.length + altered,
			overlapping: single.length - samples.length,
		},
	};
}

const NOTHING: DroppedSamples = { future: 0, duplicates: 0, invalid: 0, overlapping: 0 };

/** Most series come as they should be: one walk along them is enough then. */
function isAligned(samples: readonly Sample[], nowMs: number): boolean {
	let endMs = Number.NEGATIVE_INFINITY;
	for (const sample of samples) {
		if (!hasTime(sample) || sample.fromMs < endMs || sample.toMs > nowMs || cleaned(sample) !== sample) return false;
		endMs = sample.toMs;
	}
	return true;
}

/** Oldest first; of those that begin together the one to keep last. */
function byTime(a: Sample, b: Sample): number {
	return a.fromMs - b.fromMs || a.toMs - b.toMs || byContent(a, b);
}

/** Any order will do as long as it is the same whatever came first; more requests and more errors are the later look at a growing counter. */
function byContent(a: Sample, b: Sample): number {
	const seen = (a.requests ?? -1) - (b.requests ?? -1) || (a.errors ?? -1) - (b.errors ?? -1);
	if (seen !== 0) return seen;
	const [left, right] = [canonicalJson(a), canonicalJson(b)];
	return left < right ? -1 : left > right ? 1 : 0;
}

function withoutDuplicates(sorted: readonly Sample[]): readonly Sample[] {
	return sorted.filter((sample, index) => sorted[index + 1]?.fromMs !== sample.fromMs);
}

function withoutOverlaps(sorted: readonly Sample[]): readonly Sample[] {
	let endMs = Number.NEGATIVE_INFINITY;
	return sorted.filter((sample) => {
		if (sample.fromMs < endMs) return false;
		endMs = sample.toMs;
		return true;
	});
}

/** Most sources give every sample the very same bounds. */
function shareBounds(samples: readonly Sample[]): boolean {
	let shared: readonly number[] | null = null;
	for (const { latency } of samples) {
		if (latency?.kind !== "histogram") continue;
		shared ??= latency.boundsMs;
		if (latency.boundsMs !== shared) return false;
	}
	return true;
}

/** Parts that were read apart, before and since a deploy, may have been cut at different bounds, and could not be compared. */
function withAlikeHistograms(samples: readonly Sample[]): readonly Sample[] {
	if (shareBounds(samples)) return samples;
	const histograms = samples.flatMap(({ latency }) => (latency?.kind === "histogram" ? [latency] : []));
	const alike = withCommonBounds(histograms);
	if (alike === histograms) return samples;
	const replaced = new Map(histograms.map((histogram, index) => [histogram, alike[index] ?? histogram]));
	return samples.map((sample) =>
		sample.latency?.kind === "histogram" ? { ...sample, latency: replaced.get(sample.latency) ?? sample.latency } : sample,
	);
}
