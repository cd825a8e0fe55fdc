import { formatDuration } from "../core/duration.ts";
import type { Latency, SeriesReading } from "../core/series.ts";
import { totalOf } from "./histogram-buckets.ts";
import type { Ask, Found } from "./prometheus-ask.ts";
import { type Counts, countsOf } from "./prometheus-counts.ts";
import { shortestPartMs } from "./prometheus-histogram.ts";
import { histogramsOf, statisticsOf } from "./prometheus-latencies.ts";
import { longestRange } from "./prometheus-moments.ts";
import { type Cut, cutFor } from "./prometheus-parts.ts";
import type { HistogramQuestion, LatencyQuestion, Question, RatioQuestion } from "./prometheus-settings.ts";
import { notesText } from "./prometheus-values.ts";

const noCounts: Found<Counts> = { ok: true, at: new Map(), notes: [] };
const noLatencies: Found<Latency> = { ok: true, at: new Map(), notes: [] };

/** The window in parts: counts from rates and increases, latencies from one statistic or a histogram. Parts are longer than asked where the expressions look back further or the scrapes are rarer; a part of which nothing is known is left out. Never throws for what the server or the network does. */
export async function readSeries(question: Question, ask: Ask): Promise<SeriesReading> {
	if (question.kind === "ratio") return await ratioSeries(question, ask);
	if (question.kind === "latency") return await latencySeries(question, ask);
	return await histogramSeries(question, ask);
}

async function ratioSeries(question: RatioQuestion, ask: Ask): Promise<SeriesReading> {
	const { histogram } = question;
	const partMs = histogram === null ? ask.partMs : await partFor(histogram, ask);
	const cut = cutFor(ask.window, partMs, longestRange([question.errors, question.requests]));
	const [counts, latencies] = await Promise.all([
		countsOf(question, cut, ask),
		histogram === null ? noLatencies : histogramsOf(histogram, cut, ask),
	]);
	return joined(cut, ask, counts, latencies);
}

async function latencySeries(question: LatencyQuestion, ask: Ask): Promise<SeriesReading> {
	const cut = cutFor(ask.window, ask.partMs, longestRange([question.expression]));
	return joined(cut, ask, noCounts, await statisticsOf(question, cut, ask));
}

async function histogramSeries(question: HistogramQuestion, ask: Ask): Promise<SeriesReading> {
	const cut = cutFor(ask.window, await partFor(question, ask), null);
	const latencies = await histogramsOf(question, cut, ask);
	if (!latencies.ok) return joined(cut, ask, noCounts, latencies);
	// A histogram counts its requests; whether they failed it does not say.
	const counts = new Map(
		[...latencies.at].map(([fromMs, latency]) => [fromMs, { requests: totalOf(latency), errors: null, errorRatio: null }]),
	);
	return joined(cut, ask, { ok: true, at: counts, notes: [] }, latencies);
}

/** The shortest part that holds scrapes enough; a multiple of the asked one, for only then the parts of different sources fall together. */
async function partFor(question: HistogramQuestion, ask: Ask): Promise<number> {
	const leastMs = (await shortestPartMs(question, ask.window, ask)) ?? 0;
	return ask.partMs * Math.max(1, Math.ceil(leastMs / ask.partMs));
}

/** Both halves of each part's sample; one half that could not be asked does not spoil the other, and is said. */
function joined(cut: Cut, ask: Ask, counts: Found<Counts>, latencies: Found<Latency>): SeriesReading {
	if (cut.parts.length === 0) return { samples: [], detail: `the window holds no whole part of ${formatDuration(cut.partMs)}` };
	const samples = cut.parts.flatMap(({ fromMs, toMs }) => {
		const count = counts.ok ? counts.at.get(fromMs) : undefined;
		const latency = latencies.ok ? latencies.at.get(fromMs) : undefined;
		if (count === undefined && latency === undefined) return [];
		return [{ fromMs, toMs, requests: null, errors: null, errorRatio: null, ...count, latency: latency ?? null }];
	});
	const faults = [counts, latencies].flatMap((found) => (found.ok ? [] : [found.detail]));
	if (samples.length === 0 && faults.length > 0) return { samples, detail: [...new Set(faults)].join("; ") };
	const longer = cut.partMs === ask.partMs ? "" : ", as its expressions look back that far or it scrapes that rarely";
	const coverage = `known in ${samples.length} of ${cut.parts.length} parts of ${formatDuration(cut.partMs)}${longer}`;
	const notes = [counts, latencies].flatMap((found) => (found.ok ? found.notes : [found.detail]));
	return { samples, detail: `${coverage}${notesText(notes)}` };
}
