import { awsPlace } from "../aws/settings.ts";
import type { SignalKind } from "../core/signal.ts";
import { readAlarms } from "./cloudwatch-alarms.ts";
import { questionOf } from "./cloudwatch-question.ts";
import { readLatency, readRatio, readSeries } from "./cloudwatch-read.ts";
import { type CloudWatchConfig, cloudwatchSchema } from "./cloudwatch-settings.ts";

/** Asks Amazon CloudWatch for metrics, and for the states of alarms. What has no datapoint is null and said, never zero, but for counts that AWS publishes only where they are not zero. */
export const cloudwatchSignal: SignalKind<CloudWatchConfig> = {
	kind: "cloudwatch",
	measures: ["error-rate", "latency", "health", "smoke"],
	schema: cloudwatchSchema,
	measureOf(config) {
		const { kind } = questionOf(config);
		return kind === "alarms" ? "health" : kind === "latency" ? "latency" : "error-rate";
	},
	endpoints: (config) => subjectsOf(config).map((subject) => `cloudwatch:${awsPlace(config)} ${subject}`),
	connect(config, context) {
		const question = questionOf(config);
		const common = { name: context.name, source: "cloudwatch", measure: context.measure };
		if (question.kind === "alarms") {
			return { ...common, hasPast: false, read: (_window, deadline) => readAlarms(question.names, config, deadline) };
		}
		return {
			...common,
			hasPast: true,
			read: (window, deadline) =>
				question.kind === "ratio" ? readRatio(question, config, window, deadline) : readLatency(question, config, window, deadline),
			series: (window, partMs, deadline) => readSeries(question, config, { window, partMs, deadline }),
		};
	},
};

/** What would judge two environments by the same numbers. */
function subjectsOf(config: CloudWatchConfig): readonly string[] {
	const question = questionOf(config);
	if (question.kind === "alarms") return question.names;
	const queries = question.kind === "latency" ? [question.query] : [...question.errors, question.requests];
	return queries.map(({ metric, stat }) => `${stat} ${metric.namespace}/${metric.metric} ${JSON.stringify(metric.dimensions ?? {})}`);
}
