import { formatCount, formatShare } from "../core/number.ts";
import type { Reading, SignalContext, SignalKind, Window } from "../core/signal.ts";
import { longestRange, momentList, momentsIn } from "./prometheus-moments.ts";
import { type Answer, type Moments, queryRange } from "./prometheus-query.ts";
import { type PrometheusConfig, prometheusSchema, type Question, questionOf } from "./prometheus-settings.ts";

type RatioQuestion = Extract<Question, { kind: "ratio" }>;
type LatencyQuestion = Extract<Question, { kind: "latency" }>;
/** The expression's values at the moments where it has one, or why there are none to go by. */
type Values =
	| { readonly ok: true; readonly at: ReadonlyMap<number, number>; readonly note: string }
	| { readonly ok: false; readonly detail: string };

/** Asks a Prometheus server. What cannot be measured — no series, NaN, several latency series, a dead or refusing server, no sample at the window's end — is null and said, never zero. */
export const prometheusSignal: SignalKind<PrometheusConfig> = {
	kind: "prometheus",
	measures: ["error-rate", "latency"],
	schema: prometheusSchema,
	measureOf: (config) => (questionOf(config).kind === "ratio" ? "error-rate" : "latency"),
	// Many environments share one server: it is the same question that would judge staging by production's numbers.
	endpoints: (config) => expressionsOf(questionOf(config)).map((expression) => `${config.server} ${expression}`),
	connect(config, context) {
		const question = questionOf(config);
		return {
			name: context.name,
			source: "prometheus",
			measure: context.measure,
			hasPast: true,
			read: (window, deadline) =>
				question.kind === "ratio"
					? readRatio(question, config, window, context, deadline)
					: readLatency(question, config, window, context, deadline),
		};
	},
};

function expressionsOf(question: Question): readonly string[] {
	return question.kind === "ratio" ? [question.errors, question.requests] : [question.expression];
}

async function readRatio(
	question: RatioQuestion,
	config: PrometheusConfig,
	window: Window,
	context: SignalContext,
	deadline: AbortSignal,
): Promise<Reading> {
	const moments = momentsIn(window, expressionsOf(question));
	const [errors, requests] = await Promise.all(
		[question.errors, question.requests].map((expression) => queryRange(config, expression, moments, context.http, deadline)),
	);
	const total = valuesOf("requests", requests, moments);
	if (!total.ok) return unknownRatio(total.detail);
	const failed = valuesOf("errors", errors, moments);
	if (!failed.ok) return unknownRatio(failed.detail);
	return pooled(question, failed.at, total.at, moments, `${total.note}${failed.note}`);
}

/** Both sums over the parts of the window where both are known: pooled counts, not a mean of percentages. */
function pooled(
	question: RatioQuestion,
	failedAt: ReadonlyMap<number, number>,
	totalAt: ReadonlyMap<number, number>,
	moments: Moments,
	note: string,
): Reading {
	const parts = momentList(moments);
	const both = parts.filter((moment) => failedAt.has(moment) && totalAt.has(moment));
	const failed = sumOf(both.map((moment) => failedAt.get(moment) ?? 0));
	const total = sumOf(both.map((moment) => totalAt.get(moment) ?? 0));
	// `increase` and `rate` extrapolate: the errors may come out a little above the requests they are a part of.
	if (failed < 0 || total < 0 || failed > total * 1.01) {
		return unknownRatio(
			`Prometheus counts ${failed.toPrecision(3)} errors in ${total.toPrecision(3)} requests; \`errors\` must be a part of \`requests\``,
		);
	}
	const factor = countsPerUnit(question, moments);
	const ratio = total === 0 ? null : Math.min(1, failed / total);
	const counts = factor === null ? { failed: null, total: null } : { failed: Math.min(failed, total) * factor, total: total * factor };
	const coverage = both.length === parts.length ? "" : `; known in ${both.length} of ${parts.length} parts of the window`;
	return { kind: "ratio", ...counts, ratio, detail: `${ratioText(ratio, counts.total)}${coverage}${note}` };
}

/** How many requests one unit of a part's value stands for: a rate holds for its whole part; an increase is a count, but over its own range. Null when neither is known. */
function countsPerUnit(question: RatioQuestion, moments: Moments): number | null {
	if (question.gives === "rate") return moments.stepMs / 1_000;
	const rangeMs = longestRange([question.errors, question.requests]);
	if (question.gives === null || rangeMs === null) return null;
	// One range longer than the window: the count of the window is its share, as for a rate.
	return moments.stepMs / rangeMs;
}

function ratioText(ratio: number | null, total: number | null): string {
	if (ratio === null) return "no requests in the window";
	return total === null
		? `${formatShare(ratio)} failed, of a number not known`
		: `${formatShare(ratio)} of about ${formatCount(total)} requests failed`;
}

function unknownRatio(detail: string): Reading {
	return { kind: "ratio", failed: null, total: null, ratio: null, detail };
}

async function readLatency(
	question: LatencyQuestion,
	config: PrometheusConfig,
	window: Window,
	context: SignalContext,
	deadline: AbortSignal,
): Promise<Reading> {
	const { statistic } = question;
	const moments = momentsIn(window, [question.expression]);
	const answer = await queryRange(config, question.expression, moments, context.http, deadline);
	const values = valuesOf(statistic, oneSeries(statistic, answer), moments);
	if (!values.ok) return { kind: "latency", statistic, ms: null, samples: null, detail: values.detail };
	const known = [...values.at.values()];
	const ms = (sumOf(known) / known.length) * question.msPerUnit;
	const mean = known.length === 1 ? "" : `, mean of ${known.length} parts of the window`;
	return { kind: "latency", statistic, ms, samples: null, detail: `${statistic} ${ms.toFixed(1)} ms${mean}${values.note}` };
}

/** Two latencies cannot be added, and which of them counts is not ours to guess. */
function oneSeries(statistic: string, answer: Answer): Answer {
	if (!answer.ok || answer.series <= 1) return answer;
	const fix = "make it one, like histogram_quantile(0.95, sum by (le) (rate(…[1m]))) or max(…)";
	return { ok: false, detail: `Prometheus has ${answer.series} series for \`${statistic}\` and a latency is one; ${fix}` };
}

function valuesOf(name: string, answer: Answer | undefined, moments: Moments): Values {
	if (answer === undefined || !answer.ok) return { ok: false, detail: answer?.detail ?? "not asked" };
	const joined = [...answer.points].map(([moment, point]) => [moment, sumOf(point)] as const);
	const at = new Map(joined.filter(([, value]) => Number.isFinite(value)));
	if (answer.points.size === 0) return { ok: false, detail: `Prometheus has no series for \`${name}\` in the window; ${emptyFix(name)}` };
	if (at.size === 0)
		return { ok: false, detail: `Prometheus answers NaN for \`${name}\`: there was nothing to divide by, most often no traffic` };
	// A target that is no longer scraped keeps its older, often better, values in the window.
	if (!at.has(moments.endMs)) return { ok: false, detail: `Prometheus has no value for \`${name}\` at the end of the window; ${staleFix}` };
	return { ok: true, at, note: answer.warnings.map((warning) => `; Prometheus warns: ${warning}`).join("") };
}

const staleFix = "see whether it still scrapes the service (its /targets page)";

function emptyFix(name: string): string {
	const cause = "see whether it scrapes the service and whether names and labels are right";
	return name === "errors" ? `if that can mean no errors, end the expression with \`or vector(0)\`; else ${cause}` : cause;
}

function sumOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0);
}
