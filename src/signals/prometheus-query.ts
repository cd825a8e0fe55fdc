import { z } from "zod";
import { errorText } from "../core/error.ts";
import type { HttpClient, HttpResponse } from "../core/runtime.ts";
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

/** One moment's values, one for each series; NaN and infinities as they came. */
export type Point = readonly number[];

/** What Prometheus answered: by moment (milliseconds), or why there is nothing to go by. */
export type Answer =
	| { readonly ok: true; readonly points: ReadonlyMap<number, Point>; readonly series: number; readonly warnings: readonly string[] }
	| { readonly ok: false; readonly detail: string };

// prometheus.io/docs/prometheus/latest/querying/api: times in seconds, values as strings.
const answerSchema = z.discriminatedUnion("status", [
	z.object({
		status: z.literal("success"),
		data: z.object({ result: z.array(z.object({ values: z.array(z.tuple([z.number(), z.string()])).optional() })) }),
		warnings: z.array(z.string()).optional(),
	}),
	z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

/** Evaluates a PromQL expression at each moment. Never throws for what the server or the network does. */
export async function queryRange(
	config: PrometheusConfig,
	expression: string,
	moments: Moments,
	http: HttpClient,
	deadline: AbortSignal,
): Promise<Answer> {
	try {
		const response = await http.request({
			url: queryUrl(config.server, expression, moments),
			headers: { ...(config.token === undefined ? {} : { authorization: `Bearer ${config.token}` }), ...config.headers },
			timeoutMs: durationMs(config.within, DEFAULT_WITHIN_MS),
			maxBytes: MOST_BYTES,
			retries: 1,
			signal: deadline,
		});
		return answerOf(response);
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

function answerOf(response: HttpResponse): Answer {
	if (response.isTruncated) return { ok: false, detail: "Prometheus answered with more than 4 MiB; aggregate the expression, like sum(…)" };
	const parsed = answerSchema.safeParse(parseJson(response.body));
	if (!parsed.success) return { ok: false, detail: strangeAnswer(response) };
	if (parsed.data.status === "error") {
		return {
			ok: false,
			detail: `Prometheus refused the query (${response.status} ${parsed.data.errorType}): ${oneLine(parsed.data.error)}`,
		};
	}
	const { result } = parsed.data.data;
	return { ok: true, points: pointsOf(result), series: result.length, warnings: (parsed.data.warnings ?? []).map(oneLine) };
}

function strangeAnswer(response: HttpResponse): string {
	const isRights = response.status === 401 || response.status === 403;
	const fix = isRights ? "give it a token or headers that may query" : "see whether `server` is Prometheus itself and not a page before it";
	return `the server answered ${response.status} and not as Prometheus does; ${fix}`;
}

function pointsOf(result: readonly { readonly values?: readonly (readonly [number, string])[] | undefined }[]): ReadonlyMap<number, Point> {
	const points = new Map<number, number[]>();
	for (const [seconds, value] of result.flatMap((series) => series.values ?? [])) {
		const ms = Math.round(seconds * 1_000);
		const point = points.get(ms) ?? [];
		points.set(ms, point);
		point.push(Number(value));
	}
	return points;
}

function parseJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}
