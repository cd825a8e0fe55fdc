import { describe, expect, test } from "vitest";
import { cloudwatchSignal } from "./cloudwatch.ts";
import { countedParts, wholePeriods } from "./cloudwatch-parts.ts";
import { questionOf } from "./cloudwatch-question.ts";

const read = (config: unknown) => questionOf(cloudwatchSignal.schema.parse(config));

describe("what is asked of CloudWatch", () => {
	test("a load balancer: its targets' 5xx and its own over all requests", () => {
		expect(read({ loadBalancer: "app/shop/1" })).toMatchObject({
			kind: "ratio",
			isSparse: true,
			errors: [
				{ metric: { metric: "HTTPCode_Target_5XX_Count", dimensions: { LoadBalancer: "app/shop/1" } } },
				{ metric: { metric: "HTTPCode_ELB_5XX_Count" } },
			],
			requests: { metric: { namespace: "AWS/ApplicationELB", metric: "RequestCount" }, stat: "Sum" },
		});
	});

	test("a target group: only its own", () => {
		const question = read({ loadBalancer: "app/shop/1", targetGroup: "targetgroup/api/2" });
		expect(question.kind === "ratio" ? question.errors.map(({ metric }) => metric.metric) : []).toEqual(["HTTPCode_Target_5XX_Count"]);
	});

	test.each([
		[{ loadBalancer: "app/shop/1", latency: "p95" }, "AWS/ApplicationELB", "TargetResponseTime", "p95", 1_000],
		[{ apiGateway: "shop", stage: "prod", latency: "mean" }, "AWS/ApiGateway", "Latency", "Average", 1],
		[{ function: "resize", alias: "live", latency: "p99" }, "AWS/Lambda", "Duration", "p99", 1],
	])("latency of %j", (config, namespace, metric, stat, toMs) => {
		expect(read(config)).toMatchObject({ kind: "latency", query: { metric: { namespace, metric }, stat }, toMs });
	});

	test("the measure follows from the form", () => {
		const measure = (config: unknown) => cloudwatchSignal.measureOf(cloudwatchSignal.schema.parse(config));
		expect([measure({ function: "a" }), measure({ function: "a", latency: "p95" }), measure({ alarms: ["a"] })]).toEqual([
			"error-rate",
			"latency",
			"health",
		]);
	});
});

describe("whole minutes", () => {
	const at = (time: string) => Date.parse(`2026-12-01T${time}Z`);
	test("every minute that the window touches, in parts of at least a minute", () => {
		expect(wholePeriods({ from: "2026-12-01T03:00:30Z", to: "2026-12-01T03:01:30Z" }, 10_000)).toEqual({
			fromMs: at("03:00:00"),
			toMs: at("03:02:00"),
			periodS: 60,
		});
		expect(wholePeriods({ from: "2026-12-01T03:00:00Z", to: "2026-12-01T03:10:00Z" }, 90_000).periodS).toBe(120);
	});

	test("no datapoint of errors is none only where AWS says so, and one without requests is not known yet", () => {
		const requests = new Map([
			[60_000, 10],
			[120_000, 20],
		]);
		const errors = [new Map([[120_000, 3]])];
		expect(countedParts(requests, errors, true).map((part) => part.errors)).toEqual([0, 3]);
		expect(countedParts(requests, errors, false).map((part) => part.errors)).toEqual([null, 3]);
		expect(countedParts(new Map(), errors, true)).toEqual([]);
	});
});
