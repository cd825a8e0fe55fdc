import { z } from "zod";
import { awsKeys } from "../aws/settings.ts";

const text = (example: string, description: string) =>
	z
		.string()
		.min(1)
		.meta({ examples: [example], description });

const STATISTICS = ["mean", "p50", "p95", "p99"] as const;
export type CloudWatchStatistic = (typeof STATISTICS)[number];

const latency = z
	.enum(STATISTICS)
	.meta({ examples: ["p95"], description: "Measures how long requests take by this statistic; errors are counted when left out." })
	.optional();

const metric = z.strictObject({
	namespace: text("Shop/Checkout", "The metric's namespace."),
	metric: text("Failures", "The metric's name."),
	dimensions: z
		.record(z.string(), text("checkout", "The dimension's value."))
		.meta({ examples: [{ Service: "checkout" }], description: "All dimensions that it is published with." })
		.optional(),
});
export type MetricName = z.output<typeof metric>;

/** The forms of the `cloudwatch` key: what AWS itself publishes for what stands before a service, metrics of one's own, or alarms. */
export const cloudwatchSchema = z.union([
	z.strictObject({
		loadBalancer: text("app/shop/50dc6c495c0c9188", "The last part of an application load balancer's ARN."),
		targetGroup: text(
			"targetgroup/api/73e2d6bc24d8a067",
			"The last part of a target group's ARN: only its own targets' answers count.",
		).optional(),
		latency,
		...awsKeys,
	}),
	z.strictObject({
		apiGateway: text("shop-api", "A REST API's name."),
		stage: text("prod", "Its stage; all of them when left out.").optional(),
		latency,
		...awsKeys,
	}),
	z.strictObject({
		function: text("resize", "A Lambda function's name."),
		alias: text("live", "Only calls by this alias.").optional(),
		latency,
		...awsKeys,
	}),
	z.strictObject({
		errors: metric.meta({ description: "Counts failed requests, by its sum." }),
		requests: metric.meta({ description: "Counts all requests, by its sum." }),
		missingErrors: z
			.enum(["zero", "unknown"])
			.meta({
				examples: ["zero"],
				description: "What a minute with requests and without a datapoint of `errors` means; unknown when left out.",
			})
			.optional(),
		...awsKeys,
	}),
	z.strictObject({
		alarms: z
			.array(text("checkout-5xx", "An alarm's name."))
			.min(1)
			.max(100)
			.meta({ examples: [["checkout-5xx"]], description: "Alarms that must all be OK." }),
		...awsKeys,
	}),
]);

export type CloudWatchConfig = z.output<typeof cloudwatchSchema>;
