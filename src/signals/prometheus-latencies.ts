import { type Histogram, withCommonBounds } from "../core/histogram.ts";
import { amountOrNull } from "../core/measurement.ts";
import type { Latency } from "../core/series.ts";
import { histogramOf } from "./histogram-buckets.ts";
import { type Ask, asked, type Found, sumAt } from "./prometheus-ask.ts";
import { spreadsAt } from "./prometheus-histogram.ts";
import { type Cut, knownIn, momentsOfPart } from "./prometheus-parts.ts";
import type { HistogramQuestion, LatencyQuestion, Statistic } from "./prometheus-settings.ts";
import { latencyValuesOf } from "./prometheus-values.ts";
import { rawCounterDetail, readsRawCounter } from "./raw-counter.ts";

/** The statistic of each part. */
export async function statisticsOf(question: LatencyQuestion, cut: Cut, ask: Ask): Promise<Found<Latency>> {
	const { statistic, expression, msPerUnit } = question;
	if (!question.isVouched && readsRawCounter(expression)) return { ok: false, detail: rawCounterDetail(statistic) };
	const values = latencyValuesOf(statistic, await asked(expression, cut, ask));
	if (!values.ok) return values;
	const entries = cut.parts.flatMap((part) => {
		const known = knownIn(momentsOfPart(part, cut), (moment) => values.at.has(moment));
		const ms = known === null ? null : amountOrNull((sumAt(values.at, known) / known.length) * msPerUnit);
		return ms === null ? [] : [[part.fromMs, latencyOf(statistic, ms)] as const];
	});
	return { ok: true, at: new Map(entries), notes: values.notes };
}

function latencyOf(statistic: Statistic, ms: number): Latency {
	return { kind: "statistics", meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null, [`${statistic}Ms`]: ms };
}

/** The histogram of each part, all with the same bounds. */
export async function histogramsOf(question: HistogramQuestion, cut: Cut, ask: Ask): Promise<Found<Histogram>> {
	const [first, last] = [cut.parts[0], cut.parts.at(-1)];
	if (first === undefined || last === undefined) return { ok: true, at: new Map(), notes: [] };
	const moments = { startMs: first.toMs, endMs: last.toMs, stepMs: cut.partMs };
	const spreads = await spreadsAt(question, moments, ask);
	if (!spreads.ok) return spreads;
	const known = cut.parts.flatMap((part) => {
		const buckets = spreads.at.get(part.toMs);
		return buckets === undefined ? [] : [{ fromMs: part.fromMs, buckets }];
	});
	const histograms = withCommonBounds(known.map(({ buckets }) => histogramOf(buckets)));
	const entries = known.flatMap(({ fromMs }, index) => {
		const histogram = histograms[index];
		return histogram === undefined ? [] : [[fromMs, histogram] as const];
	});
	return { ok: true, at: new Map(entries), notes: spreads.notes };
}
