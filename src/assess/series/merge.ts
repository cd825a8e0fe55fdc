import type { Sample, Series } from "../../core/series.ts";

/** Series that were cut at the same moments and measure different things (errors here, latency there) as one, so that time can be counted per request; the others stay alone. Order is kept; nothing is lost. */
export function mergeSeries(series: readonly Series[]): readonly Series[] {
	const merged: Series[] = [];
	for (const one of series) {
		const index = merged.findIndex((other) => canJoin(other, one));
		const other = merged[index];
		if (other === undefined) merged.push(one);
		else merged[index] = joinedSeries(other, one);
	}
	return merged;
}

function joinedSeries(a: Series, b: Series): Series {
	const nothingBefore = a.nothingBefore ?? b.nothingBefore;
	const series = { name: `${a.name} and ${b.name}`, samples: joined(a.samples, b.samples) };
	return nothingBefore === undefined ? series : { ...series, nothingBefore };
}

function canJoin(a: Series, b: Series): boolean {
	const [left, right] = [measuredBy(a), measuredBy(b)];
	const areApart = !(left.errors && right.errors) && !(left.latency && right.latency);
	return areApart && areCutAlike(a.samples, b.samples);
}

/** How many requests there were, several sources may say: that alone keeps no two apart. */
function measuredBy({ samples }: Series): { readonly errors: boolean; readonly latency: boolean } {
	return {
		errors: samples.some(({ errors, errorRatio }) => errors !== null || errorRatio !== null),
		latency: samples.some(({ latency }) => latency !== null),
	};
}

/** No sample of one reaches over the edge of a sample of the other. */
function areCutAlike(a: readonly Sample[], b: readonly Sample[]): boolean {
	const ends = new Map(a.map((sample) => [sample.fromMs, sample.toMs]));
	const shared = b.filter((sample) => ends.has(sample.fromMs));
	const mayStand = shared.length === b.length || shared.length === a.length;
	return mayStand && shared.every((sample) => ends.get(sample.fromMs) === sample.toMs);
}

function joined(a: readonly Sample[], b: readonly Sample[]): readonly Sample[] {
	const others = new Map(b.map((sample) => [sample.fromMs, sample]));
	const known = new Set(a.map((sample) => sample.fromMs));
	return [...a.map((sample) => both(sample, others.get(sample.fromMs))), ...b.filter((sample) => !known.has(sample.fromMs))];
}

function both(a: Sample, b: Sample | undefined): Sample {
	if (b === undefined) return a;
	return {
		...a,
		requests: a.requests ?? b.requests,
		errors: a.errors ?? b.errors,
		errorRatio: a.errorRatio ?? b.errorRatio,
		latency: a.latency ?? b.latency,
	};
}
