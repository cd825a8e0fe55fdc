import { z } from "zod";
import { besideOtherFaults } from "../core/settings.ts";
import { type HistogramSelector, parseHistogram } from "./prometheus-selector.ts";
import { durationSetting, headersSetting, urlSetting } from "./settings.ts";

/** The statistics a latency may be. */
export const STATISTICS = ["p50", "p95", "p99", "mean"] as const;
export type Statistic = (typeof STATISTICS)[number];

const REQUESTS = 'sum(rate(http_requests_total{job="shop"}[1m]))';
const ERRORS = `${REQUESTS.replace('"shop"', '"shop", status=~"5.."')} or vector(0)`;
const BUCKETS = 'rate(http_request_duration_seconds_bucket{job="shop"}[1m])';

const expression = (example: string) =>
	z
		.string()
		.min(1)
		.meta({ examples: [example] });
const quantile = (share: string) => expression(`histogram_quantile(${share}, sum by (le) (${BUCKETS}))`);
const histogram = z
	.string()
	.refine((text) => parseHistogram(text) !== null, {
		error: 'must name a histogram without its _bucket, with labels if it needs them, like http_request_duration_seconds{job="shop"}',
	})
	.meta({ examples: ['http_request_duration_seconds{job="shop"}'] });

/** Settings of a Prometheus source, before it is known which of the two shapes they have. */
export const prometheusSchema = z
	.strictObject({
		server: urlSetting
			.meta({ examples: ["http://prometheus:9090"] })
			.describe("Where Prometheus answers, with its path prefix if it has one"),
		errors: expression(ERRORS)
			.optional()
			.describe("PromQL for failed requests; end it with `or vector(0)` so that no failures is a zero and not a gap"),
		requests: expression(REQUESTS).optional().describe("PromQL for all requests"),
		gives: z.enum(["rate", "increase"]).optional().describe("What the two expressions give, where their text does not show it"),
		p50: quantile("0.5").optional().describe("PromQL for one latency series"),
		p95: quantile("0.95").optional().describe("PromQL for one latency series"),
		p99: quantile("0.99").optional().describe("PromQL for one latency series"),
		mean: expression("shop:request_duration_seconds:mean1m").optional().describe("PromQL for one latency series"),
		histogram: histogram
			.optional()
			.describe(
				"A histogram metric without _bucket, classic or native, with labels if it needs them; may stand beside errors and requests",
			),
		unit: z.enum(["s", "ms"]).optional().describe("The latency's unit; s when left out, as Prometheus recommends"),
		token: z
			.string()
			.min(1)
			.meta({ examples: ["${PROMETHEUS_TOKEN}"] })
			.optional()
			.describe("Sent as a bearer token"),
		headers: headersSetting.optional(),
		within: durationSetting.optional().describe("How long one query may take; 8s when left out"),
	})
	.refine((settings) => shapesOf(settings) === 1, {
		error: "must have either errors and requests, or exactly one of p50, p95, p99, mean and histogram",
		when: besideOtherFaults,
	})
	.meta({ examples: [{ server: "http://prometheus:9090", errors: ERRORS, requests: REQUESTS }] });

/** What a Prometheus source is told: `errors` and `requests` for an error rate, one statistic or a histogram for a latency. */
export type PrometheusConfig = z.infer<typeof prometheusSchema>;

/** What is asked of Prometheus. */
export type Question = RatioQuestion | LatencyQuestion | HistogramQuestion;

/** How many requests failed. */
export interface RatioQuestion {
	readonly kind: "ratio";
	readonly errors: string;
	readonly requests: string;
	/** What the two give; null when neither settings nor text say. */
	readonly gives: "rate" | "increase" | null;
	/** Gives the series its latency; a single reading does without. */
	readonly histogram: HistogramQuestion | null;
}

/** How long requests took, in one number. */
export interface LatencyQuestion {
	readonly kind: "latency";
	readonly statistic: Statistic;
	readonly expression: string;
	readonly msPerUnit: 1 | 1_000;
	/** The settings (`gives`) vouch for an expression that looks like a counter. */
	readonly isVouched: boolean;
}

/** How many requests took how long. */
export interface HistogramQuestion {
	readonly kind: "histogram";
	readonly selector: HistogramSelector;
	readonly msPerUnit: 1 | 1_000;
}

type Expressions = { readonly [name in "errors" | "requests" | "histogram" | Statistic]?: string | undefined };

function shapesOf(settings: Expressions): number {
	const ratioParts = [settings.errors, settings.requests].filter((part) => part !== undefined).length;
	const latencies = STATISTICS.filter((statistic) => settings[statistic] !== undefined).length;
	// One of the two alone is half a shape, and nothing makes it a whole one; a histogram beside both adds to them.
	const ownHistogram = settings.histogram !== undefined && ratioParts === 0 ? 1 : 0;
	return ratioParts / 2 + latencies + ownHistogram;
}

/** The question that the settings ask; throws when the schema has not let them through. */
export function questionOf(config: PrometheusConfig): Question {
	const histogram = histogramOf(config);
	if (config.errors !== undefined && config.requests !== undefined) {
		const gives = config.gives ?? guessGives(config.errors, config.requests);
		return { kind: "ratio", errors: config.errors, requests: config.requests, gives, histogram };
	}
	if (histogram !== null) return histogram;
	for (const statistic of STATISTICS) {
		const text = config[statistic];
		const isVouched = config.gives !== undefined;
		if (text !== undefined) return { kind: "latency", statistic, expression: text, msPerUnit: msPerUnit(config), isVouched };
	}
	throw new Error("a Prometheus source without an expression came past its schema");
}

function histogramOf(config: PrometheusConfig): HistogramQuestion | null {
	const selector = config.histogram === undefined ? null : parseHistogram(config.histogram);
	return selector === null ? null : { kind: "histogram", selector, msPerUnit: msPerUnit(config) };
}

function msPerUnit(config: PrometheusConfig): 1 | 1_000 {
	return config.unit === "ms" ? 1 : 1_000;
}

/** The name of the function, or of a recording rule (`job:requests:rate5m`, prometheus.io/docs/practices/rules), shows which; null when the two differ or neither shows. */
function guessGives(errors: string, requests: string): "rate" | "increase" | null {
	const guesses = [errors, requests].map((text) => {
		const isRate = /(?<![a-z])i?rate(?:\d|\b)/.test(text);
		const isIncrease = /(?<![a-z])(?:increase|count_over_time)(?:\d|\b)/.test(text);
		return isRate === isIncrease ? null : isRate ? "rate" : "increase";
	});
	const [first = null, second = null] = guesses;
	return first === second ? first : null;
}
