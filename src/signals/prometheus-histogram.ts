import { quantileMs } from "../core/histogram.ts";
import { formatQuantity } from "../core/number.ts";
import type { Reading, Window } from "../core/signal.ts";
import { type Bucket, boundMs, bucketsOfCumulative, histogramOf, totalOf } from "./histogram-buckets.ts";
import { momentsIn } from "./prometheus-moments.ts";
import { type Answer, type AnsweredSeries, type Moments, numberOf, type PrometheusCall, queryRange } from "./prometheus-query.ts";
import { bucketsExpression, liveBucketsExpression, scrapesExpression } from "./prometheus-selector.ts";
import type { HistogramQuestion } from "./prometheus-settings.ts";
import { notesText } from "./prometheus-values.ts";

/** A native histogram has up to 160 buckets of about 60 bytes (prometheus.io/docs/specs/native_histograms): room for 1,000 of them. */
const MOST_BYTES = 16 * 1_048_576;
/** Scrapes are counted over this long, in milliseconds: five times Prometheus' slowest usual interval. */
const SCRAPES_OVER_MS = 300_000;
/** An increase needs two scrapes (prometheus.io/docs/prometheus/latest/querying/functions). */
const SCRAPES_NEEDED = 2;

/** How requests were spread over buckets, by the moment at which each stretch ended (milliseconds), or why that is not known. */
export type Spreads =
	| { readonly ok: true; readonly at: ReadonlyMap<number, readonly Bucket[]>; readonly notes: readonly string[] }
	| { readonly ok: false; readonly detail: string };

/** The 95th percentile of the window from its histogram, with how many requests it holds. */
export async function readHistogram(question: HistogramQuestion, window: Window, call: PrometheusCall): Promise<Reading> {
	const endMs = Date.parse(window.to);
	const expression = liveBucketsExpression(question.selector, endMs - Date.parse(window.from));
	const answer = await queryRange(call, expression, { startMs: endMs, endMs, stepMs: 1_000 }, MOST_BYTES);
	const spreads = spreadsOf(question, answer);
	if (!spreads.ok) return reading(null, null, spreads.detail);
	const histogram = histogramOf(spreads.at.get(endMs) ?? []);
	const p95 = quantileMs(histogram, 0.95);
	if (p95 === null) return reading(null, 0, `no requests in the window${notesText(spreads.notes)}`);
	const total = totalOf(histogram);
	const least = p95.isLowerLimit ? "at least " : "";
	return reading(
		p95.ms,
		total,
		`p95 ${least}${p95.ms.toFixed(1)} ms of about ${formatQuantity(total, "request")}${notesText(spreads.notes)}`,
	);
}

function reading(ms: number | null, samples: number | null, detail: string): Reading {
	return { kind: "latency", statistic: "p95", ms, samples, detail };
}

/** How long a part must be to hold the scrapes that an increase needs, in milliseconds; null when Prometheus knows of no scrapes in the window. */
export async function shortestPartMs(question: HistogramQuestion, window: Window, call: PrometheusCall): Promise<number | null> {
	const expression = scrapesExpression(question.selector, SCRAPES_OVER_MS);
	const answer = await queryRange(call, expression, momentsIn(window, [expression]));
	const scrapes = answer.ok ? answer.series.flatMap((series) => [...series.values.values()]).filter((count) => count > 0) : [];
	return scrapes.length === 0 ? null : Math.ceil((SCRAPES_NEEDED * SCRAPES_OVER_MS) / Math.max(...scrapes));
}

/** The spread of requests over buckets during each of the stretches of `moments.stepMs` that end at the moments. */
export async function spreadsAt(question: HistogramQuestion, moments: Moments, call: PrometheusCall): Promise<Spreads> {
	const expression = bucketsExpression(question.selector, moments.stepMs);
	return spreadsOf(question, await queryRange(call, expression, moments, MOST_BYTES));
}

function spreadsOf({ selector, msPerUnit }: HistogramQuestion, answer: Answer): Spreads {
	if (!answer.ok) return answer;
	const native = nativeSpreads(answer.series, msPerUnit);
	const classic = classicSpreads(answer.series, msPerUnit);
	// A server that is changing over has both; the one that it has had for longer tells more, and a native one is finer.
	const at = native.size >= classic.size ? native : classic;
	if (at.size > 0) return { ok: true, at, notes: answer.notes };
	const isFound = answer.series.length > 0;
	const detail = isFound
		? `\`${selector.name}\` is no histogram with an open last bucket (le="+Inf"); name the metric that has ${selector.name}_bucket, or use p95`
		: `Prometheus has no histogram \`${selector.name}\` at the end of the window, native or with _bucket; see whether it scrapes the service and whether name and labels are right`;
	return { ok: false, detail: `${detail}${notesText(answer.notes)}` };
}

function nativeSpreads(series: readonly AnsweredSeries[], msPerUnit: number): ReadonlyMap<number, readonly Bucket[]> {
	const entries = series.flatMap(({ histograms }) => [...histograms]);
	const sound = entries.filter(([, buckets]) => buckets.every(({ count }) => count >= 0 && Number.isFinite(count)));
	const inMs = boundsInMs(msPerUnit);
	return new Map(
		sound.map(([moment, buckets]) => [moment, buckets.map(({ low, high, count }) => ({ lowMs: inMs(low), highMs: inMs(high), count }))]),
	);
}

/** The same few hundred bounds come with every moment: each is converted once. */
function boundsInMs(msPerUnit: number): (bound: number) => number {
	const known = new Map<number, number>();
	return (bound) => {
		const ms = known.get(bound) ?? boundMs(bound, msPerUnit);
		known.set(bound, ms);
		return ms;
	};
}

function classicSpreads(series: readonly AnsweredSeries[], msPerUnit: number): ReadonlyMap<number, readonly Bucket[]> {
	const byMoment = new Map<number, Map<number, number>>();
	for (const { le, values } of series) {
		const bound = le === null ? Number.NaN : numberOf(le);
		if (Number.isNaN(bound)) continue;
		for (const [moment, value] of values) {
			const bounds = byMoment.get(moment) ?? new Map<number, number>();
			byMoment.set(moment, bounds.set(bound, value));
		}
	}
	const spreads = [...byMoment].map(([moment, bounds]) => [moment, bucketsOfCumulative(bounds, msPerUnit)] as const);
	return new Map(spreads.flatMap(([moment, buckets]) => (buckets === null ? [] : [[moment, buckets] as const])));
}
