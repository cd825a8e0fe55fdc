import type { Latency } from "./series.ts";

export type Histogram = Extract<Latency, { kind: "histogram" }>;

/** Histograms that share their bounds, and which of their buckets any of them has requests in. */
interface Alike {
	readonly boundsMs: readonly number[];
	readonly isFilled: boolean[];
}

/**
 * The same histograms with bounds in common, so that they can be added and compared: native histograms show only the buckets that hold something,
 * and a release may change the bounds of classic ones. A bound that would cut through a bucket with requests in it, which nobody can divide, is left
 * out. The very same objects where their bounds are the same already. Pure; the order changes nothing.
 */
export function withCommonBounds(histograms: readonly Histogram[]): readonly Histogram[] {
	const groups: Alike[] = [];
	const groupOf = histograms.map((histogram) => joinGroup(groups, histogram));
	if (groups.length <= 1) return histograms;
	for (const [index, { counts }] of histograms.entries()) fill(groupOf[index]?.isFilled ?? [], counts);
	const boundsMs = commonBounds(groups);
	const places = new Map(groups.map((group) => [group, placesOf(group.boundsMs, boundsMs)]));
	return histograms.map((histogram, index) => {
		const group = groupOf[index];
		const place = group === undefined ? undefined : places.get(group);
		return { kind: "histogram", boundsMs, counts: moved(histogram.counts, place ?? [], boundsMs.length + 1) };
	});
}

/** The group with the histogram's bounds, a new one if there is none; the newest are looked at first, for neighbours are alike. */
function joinGroup(groups: Alike[], { boundsMs, counts }: Histogram): Alike {
	const known = groups.findLast((group) => isSame(group.boundsMs, boundsMs));
	const group = known ?? { boundsMs, isFilled: counts.map(() => false) };
	if (known === undefined) groups.push(group);
	return group;
}

function fill(isFilled: boolean[], counts: readonly number[]): void {
	counts.forEach((count, index) => {
		if (count > 0) isFilled[index] = true;
	});
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
	return a === b || (a.length === b.length && a.every((bound, index) => bound === b[index]));
}

function commonBounds(groups: readonly Alike[]): readonly number[] {
	const all = [...new Set(groups.flatMap(({ boundsMs }) => boundsMs))].toSorted((a, b) => a - b);
	const cut = new Set(
		groups.flatMap(({ boundsMs, isFilled }) => isFilled.flatMap((is, index) => (is ? boundsInside(all, boundsMs, index) : []))),
	);
	return all.filter((bound) => !cut.has(bound));
}

/** Those of `all` that lie strictly inside the bucket: the lowest begins at nothing, the highest is open. */
function boundsInside(all: readonly number[], boundsMs: readonly number[], bucket: number): readonly number[] {
	const low = boundsMs[bucket - 1] ?? Number.NEGATIVE_INFINITY;
	const high = boundsMs[bucket] ?? Number.POSITIVE_INFINITY;
	return all.slice(
		firstIndex(all, (bound) => bound > low),
		firstIndex(all, (bound) => bound >= high),
	);
}

/** Which of the common buckets each bucket falls into; the open one stays the last. */
function placesOf(boundsMs: readonly number[], common: readonly number[]): readonly number[] {
	return [...boundsMs.map((high) => firstIndex(common, (bound) => bound >= high)), common.length];
}

function moved(counts: readonly number[], places: readonly number[], length: number): readonly number[] {
	const sums = new Array<number>(length).fill(0);
	counts.forEach((count, index) => {
		const place = places[index] ?? length - 1;
		sums[place] = (sums[place] ?? 0) + count;
	});
	return sums;
}

/** The index of the first of the ascending bounds that has reached what is looked for, or their number; by halves. */
function firstIndex(boundsMs: readonly number[], hasReached: (boundMs: number) => boolean): number {
	let [low, high] = [0, boundsMs.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (hasReached(boundsMs[middle] ?? 0)) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** The time that the given share (0..1) of requests stayed within, in milliseconds, straight between a bucket's bounds as Prometheus' histogram_quantile does it; null without requests. In the open bucket it is the highest bound, and a lower limit. */
export function quantileMs(histogram: Histogram, share: number): { readonly ms: number; readonly isLowerLimit: boolean } | null {
	const total = histogram.counts.reduce((sum, count) => sum + count, 0);
	if (total === 0) return null;
	let below = 0;
	for (const [index, count] of histogram.counts.entries()) {
		if (count > 0 && below + count >= share * total) return within(histogram, index, (share * total - below) / count);
		below += count;
	}
	return within(histogram, histogram.boundsMs.length, 1);
}

function within({ boundsMs }: Histogram, index: number, share: number): { readonly ms: number; readonly isLowerLimit: boolean } {
	const lowMs = boundsMs[index - 1] ?? 0;
	const highMs = boundsMs[index];
	return highMs === undefined ? { ms: lowMs, isLowerLimit: true } : { ms: lowMs + (highMs - lowMs) * share, isLowerLimit: false };
}
