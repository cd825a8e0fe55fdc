import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reading, Window } from "../core/signal.ts";
import { type PrometheusService, startPrometheus } from "../testing/services/prometheus.ts";
import { requireService } from "../testing/services/requirement.ts";
import { signalContext } from "../testing/signal-context.ts";
import { type Sink, startSink } from "../testing/sink.ts";
import { prometheusSignal } from "./prometheus.ts";
import type { PrometheusConfig } from "./prometheus-settings.ts";

const requirement = requireService("prometheus");

async function read(config: PrometheusConfig, window: Window, deadline = AbortSignal.timeout(10_000)): Promise<Reading> {
	const parsed = prometheusSignal.schema.parse(config);
	return await prometheusSignal.connect(parsed, signalContext(prometheusSignal.measureOf(parsed))).read(window, deadline);
}

const lastMs = (ms: number): Window => ({ from: new Date(Date.now() - ms).toISOString(), to: new Date().toISOString() });

/** A shop that has served 10 requests for each scrape, one of them failed, each in about 250 ms, on two instances. */
async function startShop(): Promise<Sink> {
	let scrapes = 0;
	return await startSink((_, response) => {
		scrapes += 1;
		const served = scrapes * 10;
		response.end(`
# TYPE http_requests_total counter
http_requests_total{status="200",instance_id="a"} ${served * 0.5}
http_requests_total{status="200",instance_id="b"} ${served * 0.4}
http_requests_total{status="500",instance_id="b"} ${served * 0.1}
# TYPE failing_now gauge
failing_now 1
# TYPE asking_now gauge
asking_now 10
# TYPE http_seconds histogram
http_seconds_bucket{le="0.2",instance_id="a"} 0
http_seconds_bucket{le="0.3",instance_id="a"} ${served}
http_seconds_bucket{le="+Inf",instance_id="a"} ${served}
idle_bucket{le="0.3"} 7
idle_bucket{le="+Inf"} 7
`);
	});
}

async function scraped(server: Sink, times: number): Promise<void> {
	while (server.received.length < times) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe.skipIf(!requirement.available)(`against a real Prometheus (${requirement.command})`, () => {
	let shop: Sink;
	let prometheus: PrometheusService;
	/** Scrapes a shop that has gone away. */
	let widowed: PrometheusService;
	/** Four seconds that ended when the samples were in. */
	let window: Window;

	beforeAll(async () => {
		const gone = await startShop();
		shop = await startShop();
		const start = (server: Sink) => startPrometheus({ scrape: [new URL(server.url).host] });
		[prometheus, widowed] = await Promise.all([start(shop), start(gone)]);
		await Promise.all([scraped(shop, 25), scraped(gone, 12).then(() => gone.stop())]);
		window = lastMs(4_000);
	}, 60_000);

	afterAll(async () => {
		await Promise.all([prometheus?.stop(), widowed?.stop()]);
		await shop?.stop();
	}, 30_000);

	const errors = 'sum(rate(http_requests_total{status=~"5.."}[1s]))';
	const requests = "sum(rate(http_requests_total[1s]))";

	test("errors and requests as rates become counts of the window", async () => {
		const reading = await read({ server: prometheus.url, errors, requests }, window);
		if (reading.kind !== "ratio") throw new Error(reading.kind);
		expect(reading.ratio).toBeCloseTo(0.1, 2);
		// 10 requests each 200 ms for 4 s; a scrape may be early or late.
		expect(reading.total).toBeGreaterThan(120);
		expect(reading.total).toBeLessThan(280);
		expect(reading.failed).toBeCloseTo((reading.total ?? 0) * 0.1, 0);
		expect(reading.detail).toMatch(/^10 % of about \d+ requests failed$/);
	});

	test("increases give the same counts as rates", async () => {
		const rates = await read({ server: prometheus.url, errors, requests }, window);
		const increases = await read(
			{ server: prometheus.url, errors: errors.replace("rate", "increase"), requests: requests.replace("rate", "increase") },
			window,
		);
		if (rates.kind !== "ratio" || increases.kind !== "ratio") throw new Error("not ratios");
		expect(increases.total).toBeCloseTo(rates.total ?? 0, 3);
		expect(increases.ratio).toBeCloseTo(rates.ratio ?? 0, 6);
	});

	test("several series of a count are added", async () => {
		const reading = await read({ server: prometheus.url, errors, requests: "rate(http_requests_total[1s])" }, window);
		expect(reading).toMatchObject({ kind: "ratio", ratio: expect.closeTo(0.1, 2) });
	});

	test("expressions that do not show whether they are rates give a ratio without counts, unless told", async () => {
		const shown = { server: prometheus.url, errors: "sum(failing_now)", requests: "sum(asking_now)" };
		expect(await read(shown, window)).toMatchObject({ kind: "ratio", failed: null, total: null, ratio: expect.closeTo(0.1, 5) });
		expect(await read({ ...shown, gives: "rate" }, window)).toMatchObject({ total: expect.any(Number) });
	});

	test("a counter as it stands is unknown and said: its share is that of a lifetime and hides a bad release", async () => {
		const raw = { server: prometheus.url, errors: 'sum(http_requests_total{status="500"})', requests: "sum(http_requests_total)" };
		const reading = await read(raw, window);
		expect(reading).toMatchObject({ kind: "ratio", failed: null, total: null, ratio: null });
		expect(reading.detail).toContain("`errors` is a counter as it stands");
		expect(reading.detail).toContain("sum(increase(…[1m]))");
		expect(await read({ ...raw, gives: "rate" }, window)).toMatchObject({ ratio: expect.closeTo(0.1, 5) });
		const p95 = "histogram_quantile(0.95, sum by (le) (http_seconds_bucket))";
		expect(await read({ server: prometheus.url, p95 }, window)).toMatchObject({ kind: "latency", ms: null });
	});

	test("a histogram gives the 95th percentile and how many requests it holds", async () => {
		const reading = await read({ server: prometheus.url, histogram: "http_seconds" }, window);
		expect(reading).toMatchObject({ kind: "latency", statistic: "p95", ms: expect.closeTo(295, 0) });
		if (reading.kind !== "latency") throw new Error(reading.kind);
		expect(reading.samples).toBeGreaterThan(120);
		expect(reading.samples).toBeLessThan(280);
		expect(reading.detail).toMatch(/^p95 295\.0 ms of about \d+ requests$/);
		expect(await read({ server: prometheus.url, histogram: "idle" }, window)).toMatchObject({
			ms: null,
			samples: 0,
			detail: "no requests in the window",
		});
	});

	test("a histogram that is not there, is none, or is no longer scraped is unknown", async () => {
		const gone = await read({ server: prometheus.url, histogram: 'http_seconds{job="other"}' }, window);
		expect(gone).toMatchObject({ kind: "latency", ms: null, samples: null });
		expect(gone.detail).toContain("has no histogram `http_seconds` at the end of the window");
		const counter = await read({ server: prometheus.url, histogram: "http_requests_total" }, window);
		expect(counter.detail).toContain('no histogram with an open last bucket (le="+Inf")');
		expect(await read({ server: widowed.url, histogram: "http_seconds" }, lastMs(10_000))).toMatchObject({ ms: null, samples: null });
	});

	test("a latency is read in seconds unless told otherwise", async () => {
		const p95 = "histogram_quantile(0.95, sum by (le) (rate(http_seconds_bucket[1s])))";
		expect(await read({ server: prometheus.url, p95 }, window)).toMatchObject({
			kind: "latency",
			statistic: "p95",
			ms: expect.closeTo(295, 0),
			samples: null,
		});
		expect(await read({ server: prometheus.url, mean: p95, unit: "ms" }, window)).toMatchObject({
			statistic: "mean",
			ms: expect.closeTo(0.295, 3),
		});
	});

	test("a window that is over is answered from the past", async () => {
		const past = { from: new Date(Date.parse(window.from)).toISOString(), to: new Date(Date.parse(window.to) - 2_000).toISOString() };
		expect(await read({ server: prometheus.url, errors, requests }, past)).toMatchObject({ ratio: expect.closeTo(0.1, 2) });
		const before = { from: "2020-01-01T00:00:00Z", to: "2020-01-01T00:05:00Z" };
		expect(await read({ server: prometheus.url, errors, requests }, before)).toMatchObject({ ratio: null, total: null, failed: null });
	});

	test("no series is unknown and not zero, and the detail says how to make it a zero", async () => {
		const none = 'sum(rate(http_requests_total{status="599"}[1s]))';
		const reading = await read({ server: prometheus.url, errors: none, requests }, window);
		expect(reading).toMatchObject({ kind: "ratio", failed: null, total: null, ratio: null });
		expect(reading.detail).toContain("no series for `errors`");
		expect(reading.detail).toContain("or vector(0)");
		expect(await read({ server: prometheus.url, errors: `${none} or vector(0)`, requests }, window)).toMatchObject({ failed: 0, ratio: 0 });
	});

	test("NaN is unknown: no traffic", async () => {
		const p95 = "histogram_quantile(0.95, sum by (le) (rate(idle_bucket[1s])))";
		const reading = await read({ server: prometheus.url, p95 }, window);
		expect(reading).toMatchObject({ kind: "latency", ms: null });
		expect(reading.detail).toContain("NaN");
	});

	test("no requests is a known zero without a ratio", async () => {
		const idle = "sum(rate(idle_bucket[1s]))";
		const reading = await read({ server: prometheus.url, errors: idle, requests: idle }, window);
		expect(reading).toMatchObject({ failed: 0, total: 0, ratio: null, detail: "no requests in the window" });
	});

	test("several latency series are refused with the fix", async () => {
		const reading = await read({ server: prometheus.url, p95: "rate(http_requests_total[1s])" }, window);
		expect(reading).toMatchObject({ kind: "latency", ms: null });
		expect(reading.detail).toContain("3 series for `p95`");
		expect(reading.detail).toContain("histogram_quantile");
	});

	test("errors that are no part of the requests are unknown", async () => {
		const reading = await read({ server: prometheus.url, errors: requests, requests: errors }, window);
		expect(reading).toMatchObject({ ratio: null });
		expect(reading.detail).toContain("`errors` must be a part of `requests`");
	});

	test("a query that Prometheus refuses shows its own words", async () => {
		const reading = await read({ server: prometheus.url, errors: "sum(rate(", requests }, window);
		expect(reading).toMatchObject({ ratio: null });
		expect(reading.detail).toContain("Prometheus refused the query (400 bad_data)");
		expect(reading.detail).toContain("parse error");
	});

	test("a target that is no longer scraped is unknown, however good its last values were", async () => {
		const reading = await read({ server: widowed.url, errors, requests }, lastMs(10_000));
		expect(reading).toMatchObject({ failed: null, total: null, ratio: null });
		expect(reading.detail).toContain("no value for `requests` at the end of the window");
	});
});

describe("against servers that are no Prometheus (stubs)", () => {
	const window: Window = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:05:00Z" };
	const errors = "sum(increase(e[5m]))";
	const requests = "sum(increase(r[5m]))";

	test("a dead server is unknown", async () => {
		const reading = await read({ server: "http://127.0.0.1:47", errors, requests }, window);
		expect(reading).toMatchObject({ kind: "ratio", failed: null, total: null, ratio: null });
		expect(reading.detail).toContain("the connection was refused");
	});

	test("a server that never answers is unknown after its time", async () => {
		const silent = createServer(() => {});
		await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
		const address = silent.address();
		if (address === null || typeof address === "string") throw new Error("no port");
		const reading = await read({ server: `http://127.0.0.1:${address.port}`, p99: "x", within: "100ms" }, window);
		expect(reading).toMatchObject({ kind: "latency", statistic: "p99", ms: null });
		expect(reading.detail).toContain("did not answer completely within 100 ms");
		silent.closeAllConnections();
		silent.close();
	});

	test("a login page is unknown, and a missing right says what to give", async () => {
		const sink = await startSink((request, response) => response.writeHead(request.path.startsWith("/login") ? 200 : 401).end("<html>"));
		expect((await read({ server: `${sink.url}/login`, errors, requests }, window)).detail).toContain("not as Prometheus does");
		expect((await read({ server: sink.url, errors, requests }, window)).detail).toContain("give it a token");
		await sink.stop();
	});

	test("path prefix, token and headers are sent, and one query has one value when its range covers the window", async () => {
		const sink = await startSink((request, response) => {
			const isErrors = new URL(request.path, "http://x").searchParams.get("query") === errors;
			const values = [[Date.parse(window.to) / 1_000, isErrors ? "3" : "60"]];
			response.end(
				JSON.stringify({ status: "success", data: { resultType: "matrix", result: [{ metric: {}, values }] }, warnings: ["partial"] }),
			);
		});
		const reading = await read({ server: `${sink.url}/prom/`, errors, requests, token: "t", headers: { "x-scope-orgid": "7" } }, window);
		expect(reading).toEqual({
			kind: "ratio",
			failed: 3,
			total: 60,
			ratio: 0.05,
			detail: "5 % of about 60 requests failed; Prometheus warns: partial",
		});
		expect(sink.received[0]?.path).toMatch(/^\/prom\/api\/v1\/query_range\?query=/);
		expect(sink.received[0]?.headers).toMatchObject({ authorization: "Bearer t", "x-scope-orgid": "7" });
		await sink.stop();
	});
});

test("half a shape, two shapes and none are refused", () => {
	const server = "http://prometheus:9090";
	for (const config of [
		{ server },
		{ server, errors: "x" },
		{ server, errors: "x", requests: "y", p95: "z" },
		{ server, p95: "x", p99: "y" },
		{ server, errors: "x", p95: "y" },
		{ server, errors: "x", histogram: "y" },
		{ server, p95: "x", histogram: "y" },
		{ server, errors: "x", requests: "y", p95: "z", histogram: "h" },
	]) {
		expect(prometheusSignal.schema.safeParse(config).success).toBe(false);
	}
});

test("a histogram stands alone as a latency, or beside errors and requests", () => {
	const server = "http://prometheus:9090";
	const alone = prometheusSignal.schema.parse({ server, histogram: "http_seconds" });
	expect(prometheusSignal.measureOf(alone)).toBe("latency");
	expect(prometheusSignal.endpoints(alone)).toEqual(["http://prometheus:9090 http_seconds"]);
	const beside = prometheusSignal.schema.parse({ server, errors: "rate(e[1m])", requests: "rate(r[1m])", histogram: "http_seconds" });
	expect(prometheusSignal.measureOf(beside)).toBe("error-rate");
	expect(prometheusSignal.endpoints(beside)).toHaveLength(3);
});

test("a source says how long it may take: one query, or two that wait for each other", () => {
	const connect = (config: PrometheusConfig) => prometheusSignal.connect(config, signalContext("latency")).withinMs;
	expect(connect({ server: "http://p", p95: "x" })).toBe(8_000);
	expect(connect({ server: "http://p", p95: "x", within: "20s" })).toBe(20_000);
	expect(connect({ server: "http://p", histogram: "x", within: "20s" })).toBe(40_000);
});

test("a token never shows in what a failed query says", async () => {
	const reading = await read(
		{ server: "http://127.0.0.1:47", p95: "x", token: "canary-token" },
		{ from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:05:00Z" },
	);
	expect(JSON.stringify(reading)).not.toContain("canary-token");
});
