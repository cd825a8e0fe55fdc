import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Window } from "../../src/core/signal.ts";
import { cloudwatchSignal } from "../../src/signals/cloudwatch.ts";
import { signalContext } from "../../src/testing/signal-context.ts";
import { awsAt, connectionTo, motoUrl, uniqueName } from "./at.ts";
import { startProxy } from "./proxy.ts";

const MINUTE_MS = 60_000;
/** Five whole minutes that are over. */
const endMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
const window: Window = { from: new Date(endMs - 5 * MINUTE_MS).toISOString(), to: new Date(endMs).toISOString() };
const soon = () => AbortSignal.timeout(20_000);

/** A datapoint for each value, a minute apart, in the window's first minutes. */
async function publish(namespace: string, metric: string, values: readonly number[], dimensions: Readonly<Record<string, string>> = {}) {
	const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
	const at = (index: number) => new Date(Date.parse(window.from) + index * MINUTE_MS + 1_000);
	const MetricData = values.map((Value, index) => ({ MetricName: metric, Dimensions, Timestamp: at(index), Value }));
	await connectionTo()
		.client(CloudWatchClient, "cloudwatch")
		.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
}

const sourceOf = (config: object, endpoint = motoUrl()) => {
	const parsed = cloudwatchSignal.schema.parse({ ...config, ...awsAt(endpoint) });
	return cloudwatchSignal.connect(parsed, signalContext(cloudwatchSignal.measureOf(parsed)));
};

describe("metrics", () => {
	test("errors over requests of a function, summed over the window and minute by minute", async () => {
		const name = uniqueName("resize");
		await publish("AWS/Lambda", "Invocations", [100, 100, 200], { FunctionName: name });
		await publish("AWS/Lambda", "Errors", [0, 4, 4], { FunctionName: name });
		const source = sourceOf({ function: name });
		expect(await source.read(window, soon())).toMatchObject({ kind: "ratio", failed: 8, total: 400, ratio: 0.02 });
		const { samples = [] } = (await source.series?.(window, 10_000, soon())) ?? {};
		expect(samples.map(({ requests, errors }) => [requests, errors])).toEqual([
			[100, 0],
			[100, 4],
			[200, 4],
		]);
	});

	test("a load balancer's response time is told in milliseconds", async () => {
		const loadBalancer = `app/${uniqueName("shop")}/1`;
		await publish("AWS/ApplicationELB", "TargetResponseTime", [0.2, 0.4], { LoadBalancer: loadBalancer });
		const reading = await sourceOf({ loadBalancer, latency: "mean" }).read(window, soon());
		expect(reading).toMatchObject({ kind: "latency", statistic: "mean", samples: null });
		expect(reading.kind === "latency" ? reading.ms : null).toBeCloseTo(300);
	});

	test("own metrics: a minute without a datapoint of errors is unknown, unless it is said to mean none", async () => {
		const namespace = uniqueName("Shop");
		await publish(namespace, "Requests", [10, 10]);
		await publish(namespace, "Failures", [1]);
		const own = { errors: { namespace, metric: "Failures" }, requests: { namespace, metric: "Requests" } };
		expect(await sourceOf(own).read(window, soon())).toMatchObject({
			failed: null,
			ratio: null,
			detail: expect.stringContaining("missingErrors: zero"),
		});
		expect(await sourceOf({ ...own, missingErrors: "zero" }).read(window, soon())).toMatchObject({ failed: 1, total: 20 });
	});

	test("nothing published is unknown, never zero", async () => {
		const reading = await sourceOf({ function: uniqueName("nobody") }).read(window, soon());
		expect(reading).toMatchObject({
			kind: "ratio",
			failed: null,
			total: null,
			ratio: null,
			detail: expect.stringContaining("no datapoint"),
		});
	});

	test("the signals of 100 services are read in two calls", async () => {
		const proxy = await startProxy(motoUrl());
		onTestFinished(() => proxy.close());
		const sources = Array.from({ length: 100 }, (_, index) => [
			sourceOf({ function: `service-${index}` }, proxy.url),
			sourceOf({ loadBalancer: `app/service-${index}/1` }, proxy.url),
			sourceOf({ loadBalancer: `app/service-${index}/1`, latency: "p95" }, proxy.url),
		]).flat();
		await Promise.all(sources.map((source) => source.read(window, soon())));
		expect(proxy.calls.length).toBeLessThanOrEqual(2);
	});

	test("a denied call and a host that is away prove nothing, and say what to do", async () => {
		const proxy = await startProxy(motoUrl());
		onTestFinished(() => proxy.close());
		proxy.trouble({ when: () => true, times: Number.POSITIVE_INFINITY, kind: "denied" });
		expect(await sourceOf({ function: "any" }, proxy.url).read(window, soon())).toMatchObject({
			ratio: null,
			detail: expect.stringContaining("cloudwatch:GetMetricData"),
		});
		const late = await sourceOf({ function: "any" }, "http://127.0.0.1:9").read(window, AbortSignal.timeout(50));
		expect(late).toMatchObject({ ratio: null, detail: expect.stringContaining("did not answer in time") });
	});
});

describe("alarms", () => {
	const alarm = async (StateValue: "OK" | "ALARM" | "INSUFFICIENT_DATA") => {
		const AlarmName = uniqueName("5xx");
		const client = connectionTo().client(CloudWatchClient, "cloudwatch");
		const rule = { MetricName: "Errors", Namespace: "Shop", Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1 } as const;
		await client.send(new PutMetricAlarmCommand({ AlarmName, ComparisonOperator: "GreaterThanThreshold", ...rule }));
		await client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "Threshold Crossed: 5 > 1" }));
		return AlarmName;
	};

	test.each([
		["OK", true, "the alarm is OK"],
		["ALARM", false, "Threshold Crossed"],
		["INSUFFICIENT_DATA", null, "has too little data"],
	] as const)("%s: %s", async (state, passed, words) => {
		const reading = await sourceOf({ alarms: [await alarm(state)] }).read(window, soon());
		expect(reading).toMatchObject({ kind: "check", passed, detail: expect.stringContaining(words) });
	});

	test("one that does not exist is unknown beside others that are OK", async () => {
		const reading = await sourceOf({ alarms: [await alarm("OK"), "nope"] }).read(window, soon());
		expect(reading).toMatchObject({ passed: null, detail: "nope does not exist" });
	});
});
