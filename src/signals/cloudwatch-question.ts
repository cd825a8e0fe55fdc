import type { CloudWatchConfig, CloudWatchStatistic, MetricName } from "./cloudwatch-settings.ts";

/** A metric and how its datapoints are put together. */
export interface MetricQuery {
	readonly metric: MetricName;
	/** As CloudWatch calls it: `Sum`, `Average`, `p95`. */
	readonly stat: string;
}

/** What a signal asks CloudWatch. */
export type CloudWatchQuestion =
	| {
			readonly kind: "ratio";
			/** Added up. */
			readonly errors: readonly MetricQuery[];
			readonly requests: MetricQuery;
			/** Whether a minute with requests and without a datapoint of an error metric had none of these errors. */
			readonly isSparse: boolean;
	  }
	| {
			readonly kind: "latency";
			readonly query: MetricQuery;
			readonly statistic: CloudWatchStatistic;
			/** What the metric's values are multiplied by to get milliseconds. */
			readonly toMs: number;
	  }
	| { readonly kind: "alarms"; readonly names: readonly string[] };

const STAT: Readonly<Record<CloudWatchStatistic, string>> = { mean: "Average", p50: "p50", p95: "p95", p99: "p99" };

/**
 * The metrics that AWS publishes (docs.aws.amazon.com: "CloudWatch metrics for your Application Load Balancer", "Amazon API Gateway dimensions and metrics",
 * "Types of metrics for Lambda functions"). A load balancer's counts of 5xx have a datapoint only where they are not zero; those of the other two always have one.
 */
export function questionOf(config: CloudWatchConfig): CloudWatchQuestion {
	if ("alarms" in config) return { kind: "alarms", names: config.alarms };
	if ("loadBalancer" in config) return ofLoadBalancer(config);
	if ("apiGateway" in config) {
		const dimensions = { ApiName: config.apiGateway, ...(config.stage === undefined ? {} : { Stage: config.stage }) };
		return ofPreset("AWS/ApiGateway", dimensions, { errors: ["5XXError"], requests: "Count", latency: "Latency", toMs: 1 }, config.latency);
	}
	if ("function" in config) {
		const alias = config.alias === undefined ? {} : { Resource: `${config.function}:${config.alias}` };
		const dimensions = { FunctionName: config.function, ...alias };
		return ofPreset(
			"AWS/Lambda",
			dimensions,
			{ errors: ["Errors"], requests: "Invocations", latency: "Duration", toMs: 1 },
			config.latency,
		);
	}
	const sum = (metric: MetricName): MetricQuery => ({ metric, stat: "Sum" });
	return { kind: "ratio", errors: [sum(config.errors)], requests: sum(config.requests), isSparse: config.missingErrors === "zero" };
}

function ofLoadBalancer({ loadBalancer, targetGroup, latency }: Extract<CloudWatchConfig, { loadBalancer: string }>): CloudWatchQuestion {
	const dimensions = { LoadBalancer: loadBalancer, ...(targetGroup === undefined ? {} : { TargetGroup: targetGroup }) };
	// What the balancer answers itself (no target is healthy) is counted for it as a whole only.
	const errors = ["HTTPCode_Target_5XX_Count", ...(targetGroup === undefined ? ["HTTPCode_ELB_5XX_Count"] : [])];
	return ofPreset(
		"AWS/ApplicationELB",
		dimensions,
		{ errors, requests: "RequestCount", latency: "TargetResponseTime", toMs: 1_000 },
		latency,
	);
}

interface Names {
	readonly errors: readonly string[];
	readonly requests: string;
	readonly latency: string;
	readonly toMs: number;
}

function ofPreset(
	namespace: string,
	dimensions: Readonly<Record<string, string>>,
	{ errors, requests, latency, toMs }: Names,
	statistic: CloudWatchStatistic | undefined,
): CloudWatchQuestion {
	const named = (metric: string): MetricName => ({ namespace, metric, dimensions: { ...dimensions } });
	if (statistic !== undefined) return { kind: "latency", query: { metric: named(latency), stat: STAT[statistic] }, statistic, toMs };
	const sum = (metric: string): MetricQuery => ({ metric: named(metric), stat: "Sum" });
	return { kind: "ratio", errors: errors.map(sum), requests: sum(requests), isSparse: true };
}
