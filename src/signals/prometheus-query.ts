import { z } from "zod";
import { errorText } from "../core/error.ts";
import type { HttpResponse } from "../core/runtime.ts";
import type { SignalContext } from "../core/signal.ts";
import { skewNote } from "./clock-skew.ts";
import { oneLine } from "./excerpt.ts";
import type { PrometheusConfig } from "./prometheus-settings.ts";
import { durationMs } from "./settings.ts";

const DEFAULT_WITHIN_MS = 8_000;
/** An aggregated query answers in a few kilobytes; more means that the aggregation was forgotten. */
const MOST_BYTES = 4_194_304;

/** The moments a query is evaluated at, in milliseconds since the epoch, evenly spaced, the last at the window's end. */
export interface Moments {
	readonly startMs: number;
	readonly endMs: number;
	readonly stepMs: number;
}

/** One bucket of a native histogram in the metric's own unit, as Prometheus writes it; which ends belong to it matters less than a bucket is wide. */
export interface NativeBucket {
	readonly low: number;
	readonly high: number;
	readonly count: number;
}

/** One series of an answer: its values or native histograms by moment (milliseconds); NaN and infinities as they came. */
export interface AnsweredSeries {
	/** The bucket's upper bound, where the series is one of a classic histogram. */
	readonly le: string | null;
	readonly values: ReadonlyMap<number, number>;
	readonly histograms: ReadonlyMap<number, readonly NativeBucket[]>;
}

/** What Prometheus answered, or why there is nothing to go by; notes are for a person, whatever was answered. */
export type Answer =
	| { readonly ok: true; readonly series: readonly AnsweredSeries[]; readonly notes: readonly string[] }
	| { readonly ok: false; readonly detail: string };

// prometheus.io/docs/prometheus/latest/querying/api: times in seconds, values as strings, native histograms beside them.
const bucketSchema = z.tuple([z.number(), z.string(), z.string(), z.string()]);
const histogramSchema = z.object({ buckets: z.array(bucketSchema).optional() });
const seriesSchema = z.object({
	metric: z.object({ le: z.string().optional() }).optional(),
	values: z.array(z.tuple([z.number(), z.string()])).optional(),
	histograms: z.array(z.tuple([z.number(), histogramSchema])).optional(),
});
const answerSchema = z.discriminatedUnion("status", [
	z.object({
		status: z.literal("success"),
		data: z.object({ result: z.array(seriesSchema) }),
		warnings: z.array(z.string()).optional(),
	}),
	z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

/** What every query to one server is sent with. */
export interface PrometheusCall {
	readonly config: PrometheusConfig;
	readonly context: Pick<SignalContext, "http" | "clock">;
	readonly deadline: AbortSignal;
}

/** How long one query may take by the settings, in milliseconds. */
export function queryMs(config: PrometheusConfig): number {
	return durationMs(config.within, DEFAULT_WITHIN_MS);
}

/** Evaluates a PromQL expression at each moment; `bytes` is how long the answer may be. Never throws for what the server or the network does. */
export async function queryRange(
	{ config, context, deadline }: PrometheusCall,
	expression: string,
	moments: Moments,
	bytes = MOST_BYTES,
): Promise<Answer> {
	try {
		const response = await context.http.request({
			url: queryUrl(config.server, expression, moments),
			headers: { ...(config.token === undefined ? {} : { authorization: `Bearer ${config.token}` }), ...config.headers },
			timeoutMs: queryMs(config),
			maxBytes: bytes,
			retries: 1,
			signal: deadline,
		});
		return answerOf(response, skewNote(response, context.clock.now()));
	} catch (error) {
		return { ok: false, detail: `Prometheus: ${errorText(error)}` };
	}
}

function queryUrl(server: string, expression: string, moments: Moments): string {
	const url = new URL(server);
	url.pathname = `${url.pathname.replace(/\/+$/, "")}/api/v1/query_range`;
	url.searchParams.set("query", expression);
	url.searchParams.set("start", String(moments.startMs / 1_000));
	url.searchParams.set("end", String(moments.endMs / 1_000));
	url.searchParams.set("step", String(moments.stepMs / 1_000));
	return url.href;
}

function answerOf(response: HttpResponse, skew: string | null): Answer {
	if (response.isTruncated) return { ok: false, detail: tooLong(response) };
	const parsed = answerSchema.safeParse(parseJson(response.body));
	if (!parsed.success) return { ok: false, detail: strangeAnswer(response) };
	if (parsed.data.status === "error") {
		return {
			ok: false,
			detail: `Prometheus refused the query (${response.status} ${parsed.data.errorType}): ${oneLine(parsed.data.error)}`,
		};
	}
	const warnings = (parsed.data.warnings ?? []).map((warning) => `Prometheus warns: ${oneLine(warning)}`);
	return { ok: true, series: parsed.data.data.result.map(seriesOf), notes: skew === null ? warnings : [...warnings, skew] };
}

function tooLong(response: HttpResponse): string {
	const mebibytes = Math.round(response.body.length / 1_048_576);
	return `Prometheus answered with more than ${mebibytes} MiB; aggregate the expression, like sum(…)`;
}

function strangeAnswer(response: HttpResponse): string {
	const isRights = response.status === 401 || response.status === 403;
	const fix = isRights ? "give it a token or headers that may query" : "see whether `server` is Prometheus itself and not a page before it";
	return `the server answered ${response.status} and not as Prometheus does; ${fix}`;
}

/** By moment: a moment that comes twice counts once, and the order it comes in does not matter. */
function seriesOf({ metric, values = [], histograms = [] }: z.infer<typeof seriesSchema>): AnsweredSeries {
	return {
		le: metric?.le ?? null,
		values: new Map(values.map(([seconds, value]) => [momentMs(seconds), numberOf(value)])),
		histograms: new Map(histograms.map(([seconds, { buckets = [] }]) => [momentMs(seconds), buckets.map(bucketOf)])),
	};
}

function bucketOf([, low, high, count]: z.infer<typeof bucketSchema>): NativeBucket {
	return { low: numberOf(low), high: numberOf(high), count: numberOf(count) };
}

/** A number as Go writes it. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Prometheus writes infinities as `+Inf` and `-Inf`, which JavaScript does not read; text that is no decimal number is none, and not the zero that JavaScript makes of "". */
export function numberOf(text: string): number {
	const infinity = /^([+-]?)Inf$/i.exec(text);
	if (infinity === null) return DECIMAL.test(text) ? Number(text) : Number.NaN;
	return infinity[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function momentMs(seconds: number): number {
	return Math.round(seconds * 1_000);
}

function parseJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}
