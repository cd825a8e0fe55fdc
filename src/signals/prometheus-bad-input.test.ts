import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { SeriesReading } from "../core/series.ts";
import type { Reading } from "../core/signal.ts";
import { signalContext } from "../testing/signal-context.ts";
import { type Sink, startSink } from "../testing/sink.ts";
import { prometheusSignal } from "./prometheus.ts";
import type { PrometheusConfig } from "./prometheus-settings.ts";

/** Five minutes that are over. */
const window = { from: "2026-01-01T00:00:00.000Z", to: "2026-01-01T00:05:00.000Z" };
const fromS = Date.parse(window.from) / 1_000;
const errors = "sum(increase(e[1m]))";
const requests = "sum(increase(r[1m]))";

type Config = Omit<PrometheusConfig, "server">;
type Values = readonly (readonly [number, string])[];

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const stop of stops.splice(0)) await stop();
});

/** A server in Prometheus' place. */
async function inPlace(answer: (query: string, response: ServerResponse) => void): Promise<Sink> {
	const sink = await startSink((request, response) => answer(new URL(request.path, "http://x").searchParams.get("query") ?? "", response));
	stops.push(() => sink.stop());
	return sink;
}

function sourceAt(server: string, config: Config) {
	const parsed = prometheusSignal.schema.parse({ server, ...config });
	return prometheusSignal.connect(parsed, signalContext(prometheusSignal.measureOf(parsed)));
}

async function series(
	server: string,
	config: Config = { errors, requests },
	deadline = AbortSignal.timeout(10_000),
): Promise<SeriesReading> {
	const reading = await sourceAt(server, config).series?.(window, 60_000, deadline);
	if (reading === undefined) throw new Error("a Prometheus source has a series");
	return reading;
}

async function read(server: string, config: Config = { errors, requests }): Promise<Reading> {
	return await sourceAt(server, config).read(window, AbortSignal.timeout(10_000));
}

const matrix = (...result: readonly object[]) => JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
const one = (values: Values) => matrix({ metric: {}, values });
/** One value at the end of each of the five minutes. */
const everyMinute = (value: string): Values => [1, 2, 3, 4, 5].map((minute) => [fromS + minute * 60, value]);

describe("values that are not as they should be", () => {
	test.each([
		["-0.2", "no request takes that long"],
		["", "answers NaN for `p95`"],
		["0x10", "answers NaN for `p95`"],
		["+Inf", "answers an infinite value for `p95`"],
		["1e308", "too great to be any"],
	])("a latency of %j is unknown, and says why", async (value, why) => {
		const server = await inPlace((_, response) => void response.end(one(everyMinute(value))));
		expect(await read(server.url, { p95: "q" })).toMatchObject({ ms: null, detail: expect.stringContaining(why) });
	});
	test("counts that are no numbers, or more than a number holds, are unknown and no share", async () => {
		for (const value of ["", "1e308"]) {
			const server = await inPlace((_, response) => void response.end(one(everyMinute(value))));
			expect(await read(server.url)).toMatchObject({ failed: null, total: null, ratio: null });
			expect((await series(server.url)).samples.filter(({ errors: failed }) => failed !== null)).toEqual([]);
		}
	});
	test("double, out of order, off the grid and from the future are not counted twice, lost or believed", async () => {
		const server = await inPlace((query, response) => {
			const sound = everyMinute(query === errors ? "1" : "100");
			const double: Values = [[fromS + 120, query === errors ? "2" : "200"]];
			const strange: Values = [
				[fromS + 130, "7000"],
				[fromS + 360, "7000"],
				[fromS + 86_400, "7000"],
			];
			response.end(one([...strange, ...double, ...sound.toReversed()]));
		});
		const { samples } = await series(server.url);
		expect(samples.map(({ fromMs }) => fromMs / 1_000 - fromS)).toEqual([0, 60, 120, 180, 240]);
		expect(samples.map((sample) => sample.requests)).toEqual([100, 100, 100, 100, 100]);
	});

	test.each(["NaN", "+Inf", "-Inf", "Inf", "-3", "what"])("%s requests leave the part out", async (value) => {
		const server = await inPlace((query, response) => {
			response.end(one(everyMinute("10").with(2, [fromS + 180, query === requests ? value : "1"])));
		});
		const { samples, detail } = await series(server.url);
		expect(samples.map(({ fromMs }) => fromMs / 1_000 - fromS)).toEqual([0, 60, 180, 240]);
		expect(detail).toContain("known in 4 of 5 parts");
	});

	test.each(["NaN", "+Inf", "-3"])("%s errors leave the part's errors unknown", async (value) => {
		const server = await inPlace((query, response) => {
			response.end(one(everyMinute("10").with(2, [fromS + 180, query === errors ? value : "10"])));
		});
		expect((await series(server.url)).samples[2]).toMatchObject({ requests: 10, errors: null, errorRatio: null });
	});

	test("no traffic is a known zero", async () => {
		const server = await inPlace((_, response) => void response.end(one(everyMinute("0"))));
		const { samples } = await series(server.url);
		expect(samples).toHaveLength(5);
		expect(samples[0]).toMatchObject({ requests: 0, errors: 0, errorRatio: null });
	});

	test("a histogram whose buckets are no numbers, or without an open one, is not known", async () => {
		const bucket = (le: string, value: string) => ({ metric: { le }, values: everyMinute(value) });
		const answers = [
			matrix(bucket("0.1", "3"), bucket("0.5", "5")),
			matrix(bucket("0.1", "NaN"), bucket("+Inf", "5")),
			matrix(bucket("wide", "3")),
		];
		for (const answer of answers) {
			const server = await inPlace((_, response) => void response.end(answer));
			const reading = await series(server.url, { histogram: "h" });
			expect(reading.samples).toEqual([]);
			expect(reading.detail).toContain('`h` is no histogram with an open last bucket (le="+Inf")');
			expect(await read(server.url, { histogram: "h" })).toMatchObject({ ms: null, samples: null });
		}
	});

	test("a native histogram with buckets below zero and an open end counts them at the ends", async () => {
		const buckets = [
			[1, "-2", "-1", "4"],
			[3, "-0.001", "0.001", "2"],
			[0, "1", "2", "5"],
			[0, "2", "+Inf", "1"],
		];
		const histograms = everyMinute("").map(([seconds]) => [seconds, { count: "12", sum: "9", buckets }]);
		const server = await inPlace((_, response) => void response.end(matrix({ metric: {}, histograms })));
		const { samples } = await series(server.url, { histogram: "h" });
		expect(samples[0]).toMatchObject({ requests: 12, latency: { boundsMs: [1, 1_000, 2_000], counts: [6, 0, 5, 1] } });
	});
});

describe("clocks", () => {
	test.each([
		["ahead of", 120_000],
		["behind", -120_000],
	])("a server whose clock is %s ours by more than 30 s is said, and its numbers are still given", async (side, skewMs) => {
		const server = await inPlace((query, response) => {
			response.setHeader("date", new Date(Date.now() + skewMs).toUTCString());
			response.end(one(everyMinute(query === errors ? "1" : "100")));
		});
		const reading = await series(server.url);
		expect(reading.samples).toHaveLength(5);
		expect(reading.detail).toMatch(new RegExp(`the server's clock is (1 min 59 s|2 min 0\\d s) ${side} this machine's`));
		expect(reading.detail.match(/clock/g)).toHaveLength(1);
		expect((await read(server.url)).detail).toContain(`${side} this machine's`);
	});

	test("a skew explains a window without data", async () => {
		const server = await inPlace((_, response) => {
			response.setHeader("date", new Date(Date.now() - 3_600_000).toUTCString());
			response.end(matrix());
		});
		expect((await series(server.url)).detail).toMatch(/no series for `requests`.*clock is (1 h 0 min|59 min 59 s|60 min 0\d s) behind/);
		expect((await read(server.url, { histogram: "h" })).detail).toContain("behind this machine's");
	});

	test("clocks that agree, and a server that tells no time, are not mentioned", async () => {
		const withDate = await inPlace((_, response) => void response.end(one(everyMinute("1"))));
		const without = await inPlace((_, response) => {
			response.sendDate = false;
			response.end(one(everyMinute("1")));
		});
		for (const server of [withDate, without]) expect((await series(server.url)).detail).not.toContain("clock");
	});
});

describe("servers that cannot be asked", () => {
	test("down", async () => {
		for (const config of [{ errors, requests }, { p95: "x" }, { histogram: "h" }]) {
			const reading = await series("http://127.0.0.1:47", config);
			expect(reading.samples).toEqual([]);
			expect(reading.detail).toContain("the connection was refused");
		}
	});

	test("slow: its own time limit and the reader's deadline both end it", async () => {
		const silent = createServer(() => undefined).listen(0, "127.0.0.1");
		await once(silent, "listening");
		stops.push(async () => {
			silent.closeAllConnections();
			silent.close();
		});
		const address = silent.address();
		if (address === null || typeof address === "string") throw new Error("no port");
		const url = `http://127.0.0.1:${address.port}`;
		const own = await series(url, { errors, requests, within: "100ms" });
		expect(own).toMatchObject({ samples: [], detail: expect.stringContaining("did not answer completely within 100 ms") });
		const histogram = await series(url, { histogram: "h", within: "100ms" });
		expect(histogram).toMatchObject({ samples: [], detail: expect.stringContaining("did not answer completely within 100 ms") });
		expect((await series(url, { errors, requests }, AbortSignal.timeout(100))).samples).toEqual([]);
	});

	test("100,000 series are refused with the fix, and most of them are never read", async () => {
		let sentThousands = 0;
		const server = await inPlace((_, response) => sendSeries(response, 100, () => sentThousands++));
		const reading = await series(server.url, { errors: "increase(e[1m])", requests: "increase(r[1m])" });
		expect(reading).toEqual({ samples: [], detail: "Prometheus answered with more than 4 MiB; aggregate the expression, like sum(…)" });
		// Two queries of 4 MiB and what fits into the sockets' buffers.
		expect(sentThousands).toBeLessThan(150);
		expect(await read(server.url, { p95: "x" })).toMatchObject({ ms: null, detail: expect.stringContaining("more than 4 MiB") });
	}, 20_000);

	test("rights refused", async () => {
		const server = await inPlace((_, response) => void response.writeHead(403).end("forbidden"));
		expect(await series(server.url)).toMatchObject({ samples: [], detail: expect.stringContaining("give it a token or headers") });
	});

	test("an HTML page, an empty body, another JSON and half an answer", async () => {
		for (const body of [
			"<!doctype html><title>Sign in</title>",
			"",
			'{"status":"ok"}',
			'{"status":"success","data":{"result":[{"val',
			"[]",
		]) {
			const server = await inPlace((_, response) => void response.end(body));
			expect(await series(server.url)).toMatchObject({ samples: [], detail: expect.stringContaining("not as Prometheus does") });
		}
	});

	test("a refused query shows the server's own words on one line", async () => {
		const server = await inPlace((_, response) => {
			response.writeHead(400).end(JSON.stringify({ status: "error", errorType: "bad_data", error: "parse\u001b[31m\nerror" }));
		});
		const { samples, detail } = await series(server.url, { histogram: "h" });
		expect(samples).toEqual([]);
		expect(detail).toContain("Prometheus refused the query (400 bad_data): parse [31m error");
	});
});

/** Streams an answer of that many thousand series of about 130 bytes, no further than it is read. */
function sendSeries(response: ServerResponse, thousands: number, onSent: () => void): void {
	pipeline(Readable.from(thousandsOfSeries(thousands, onSent)), response).catch(() => undefined);
}

function* thousandsOfSeries(thousands: number, onSent: () => void): Generator<string> {
	yield '{"status":"success","data":{"resultType":"matrix","result":[';
	for (let thousand = 0; thousand < thousands; thousand++) {
		const series = Array.from({ length: 1_000 }, (_, index) => {
			const metric = { __name__: "http_requests_total", pod: `shop-${thousand}-${index}`, path: `/products/${index}` };
			return JSON.stringify({ metric, values: [[fromS + 60, "1"]] });
		});
		yield `${thousand === 0 ? "" : ","}${series.join(",")}`;
		onSent();
	}
	yield "]}}";
}
