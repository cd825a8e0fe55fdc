import type { SignalKind } from "../core/signal.ts";
import { readHistogram } from "./prometheus-histogram.ts";
import { queryMs } from "./prometheus-query.ts";
import { readLatency, readRatio } from "./prometheus-reading.ts";
import { readSeries } from "./prometheus-series.ts";
import { type PrometheusConfig, prometheusSchema, type Question, questionOf } from "./prometheus-settings.ts";

/** Asks a Prometheus server. What cannot be measured — no series, NaN, several latency series, a raw counter, a dead or refusing server, no sample at the window's end — is null and said, never zero. */
export const prometheusSignal: SignalKind<PrometheusConfig> = {
	kind: "prometheus",
	measures: ["error-rate", "latency"],
	schema: prometheusSchema,
	measureOf: (config) => (questionOf(config).kind === "ratio" ? "error-rate" : "latency"),
	// Many environments share one server: it is the same question that would judge staging by production's numbers.
	endpoints: (config) => expressionsOf(config).map((expression) => `${config.server} ${expression}`),
	connect(config, context) {
		const question = questionOf(config);
		return {
			name: context.name,
			source: "prometheus",
			measure: context.measure,
			hasPast: true,
			withinMs: queryMs(config) * roundsOf(config),
			read: (window, deadline) => {
				const call = { config, context, deadline };
				if (question.kind === "ratio") return readRatio(question, window, call);
				if (question.kind === "latency") return readLatency(question, window, call);
				return readHistogram(question, window, call);
			},
			series: (window, partMs, deadline) => readSeries(question, { config, window, partMs, context, deadline }),
		};
	},
};

function expressionsOf(config: PrometheusConfig): readonly string[] {
	const question: Question = questionOf(config);
	const histogram = config.histogram === undefined ? [] : [config.histogram];
	if (question.kind === "ratio") return [question.errors, question.requests, ...histogram];
	return question.kind === "latency" ? [question.expression] : histogram;
}

/** Queries that wait for each other: how often a histogram is scraped is asked before it is read. */
function roundsOf(config: PrometheusConfig): number {
	return config.histogram === undefined ? 1 : 2;
}
