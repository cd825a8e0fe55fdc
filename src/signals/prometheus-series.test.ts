import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sample, SeriesReading } from "../core/series.ts";
import { type PrometheusService, startPrometheus } from "../testing/services/prometheus.ts";
import { type NativeHistogram, remoteWrite, type WrittenSeries } from "../testing/services/remote-write.ts";
import { requireService } from "../testing/services/requirement.ts";
import { signalContext } from "../testing/signal-context.ts";
import { prometheusSignal } from "./prometheus.ts";
import type { PrometheusConfig } from "./prometheus-settings.ts";

const requirement = requireService("prometheus");

const MINUTE_MS = 60_000;
const SCRAPE_MS = 15_000;
const MINUTES = 20;
/** In minutes of the world below. */
const DEPLOY = 10;
const GAP = 6;

/** A whole minute, not long ago: the first of the world. */
const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - (MINUTES + 5) * MINUTE_MS;

/** The moments of the scrapes, a little off the full minute as real ones are; minute 6 has none. */
function scrapes(everyMs: number): readonly number[] {
	const count = (MINUTES * MINUTE_MS) / everyMs;
	const all = Array.from({ length: count }, (_, index) => startMs + 5_000 + index * everyMs);
	return all.filter((atMs) => minuteOf(atMs) !== GAP);
}

function minuteOf(atMs: number): number {
	return Math.floor((atMs - startMs) / MINUTE_MS);
}

/** A counter that grew by `perMinute` requests evenly since the world began, by the minute. */
function counted(atMs: number, perMinute: (minute: number) => number): number {
	let total = 0;
	for (let minute = 0; minute < minuteOf(atMs); minute++) total += perMinute(minute);
	return total + perMinute(minuteOf(atMs)) * (((atMs - startMs) % MINUTE_MS) / MINUTE_MS);
}

function counter(labels: Readonly<Record<string, string>>, perMinute: (minute: number) => number, everyMs = SCRAPE_MS): WrittenSeries {
	return { labels, samples: scrapes(everyMs).map((atMs) => [atMs, counted(atMs, perMinute)] as const) };
}

/** Starts from nothing again in minute 3, as a restarted process does. */
function restarted(series: WrittenSeries): WrittenSeries {
	const before = series.samples?.findLast(([atMs]) => minuteOf(atMs) < 3)?.[1] ?? 0;
	return {
		...series,
		samples: (series.samples ?? []).map(([atMs, value]) => [atMs, minuteOf(atMs) < 3 ? value : value - before] as const),
	};
}

/** 600 requests a minute; 1 % of them fail before the deploy, 10 % after it. */
const failed = (minute: number) => (minute < DEPLOY ? 6 : 60);
const gauge = (name: string, value: (minute: number) => number): WrittenSeries => ({
	labels: { __name__: name },
	samples: scrapes(SCRAPE_MS).map((atMs) => [atMs, value(minuteOf(atMs))] as const),
});

/** 60 requests a minute: 40 in a quick bucket, 20 in a slow one, which is slower still after the deploy and then has the resolution halved. */
const native: WrittenSeries = {
	labels: { __name__: "http_native_seconds", job: "shop" },
	histograms: scrapes(SCRAPE_MS).map((atMs) => [atMs, nativeAt(atMs)] as const),
};

function nativeAt(atMs: number): NativeHistogram {
	const slow = counted(atMs, (minute) => (minute < DEPLOY ? 20 : 0));
	const slower = counted(atMs, (minute) => (minute < DEPLOY ? 0 : 20));
	const buckets = { "-8": Math.round(counted(atMs, () => 40)), "-4": Math.round(slow), ...(slower > 0 ? { "4": Math.round(slower) } : {}) };
	return { schema: 2, zeroThreshold: 1e-9, zeroCount: 0, sum: counted(atMs, () => 30), buckets };
}

const classic = (name: string, everyMs: number): readonly WrittenSeries[] =>
	[
		["0.1", (minute: number) => (minute < DEPLOY ? 40 : 10)],
		["0.5", () => 60],
		["+Inf", () => 60],
	].flatMap(([le, perMinute]) =>
		typeof le === "string" && typeof perMinute === "function"
			? [counter({ __name__: `${name}_bucket`, le, job: "shop" }, perMinute, everyMs)]
			: [],
	);

const world: readonly WrittenSeries[] = [
	restarted(counter({ __name__: "http_requests_total", status: "200", instance: "a" }, (minute) => 600 - failed(minute))),
	counter({ __name__: "http_requests_total", status: "500", instance: "a" }, failed),
	counter({ __name__: "nginx_http_requests" }, () => 600),
	gauge("p95_seconds", (minute) => [0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1][minute] ?? 0.2),
	gauge("failing_now", () => 1),
	gauge("asking_now", (minute) => 20 + (minute % 3)),
	...classic("http_classic_seconds", SCRAPE_MS),
	...classic("http_rare_seconds", MINUTE_MS),
	native,
];

const minutes = (from: number, to: number) => ({
	from: new Date(startMs + from * MINUTE_MS).toISOString(),
	to: new Date(startMs + to * MINUTE_MS).toISOString(),
});

describe.skipIf(!requirement.available)(`the past of a real Prometheus in parts (${requirement.command})`, () => {
	let prometheus: PrometheusService;

	beforeAll(async () => {
		prometheus = await startPrometheus({ scrape: [], receives: true });
		await remoteWrite(prometheus.url, world);
	}, 60_000);

	afterAll(async () => await prometheus?.stop(), 30_000);

	async function series(
		config: Omit<PrometheusConfig, "server">,
		window = minutes(0, MINUTES),
		partMs = MINUTE_MS,
	): Promise<SeriesReading> {
		const parsed = prometheusSignal.schema.parse({ server: prometheus.url, ...config });
		const source = prometheusSignal.connect(parsed, signalContext(prometheusSignal.measureOf(parsed)));
		const reading = await source.series?.(window, partMs, AbortSignal.timeout(10_000));
		if (reading === undefined) throw new Error("a Prometheus source has a series");
		return reading;
	}
	const at = (reading: SeriesReading, minute: number): Sample | undefined =>
		reading.samples.find(({ fromMs }) => fromMs === startMs + minute * MINUTE_MS);

	const errors = 'sum(increase(http_requests_total{status=~"5.."}[1m]))';
	const requests = "sum(increase(http_requests_total[1m]))";

	test("increases become the counts of each part", async () => {
		const reading = await series({ errors, requests });
		for (const minute of [1, 8, 12, 19]) {
			const one = at(reading, minute);
			expect(one).toMatchObject({ toMs: startMs + (minute + 1) * MINUTE_MS, errorRatio: null, latency: null });
			expect(one?.requests).toBeGreaterThan(590);
			expect(one?.requests).toBeLessThan(610);
			expect((one?.errors ?? 0) / (one?.requests ?? 1)).toBeCloseTo(minute < DEPLOY ? 0.01 : 0.1, 2);
		}
	});

	test("rates give the same counts as increases, and shorter ranges tile the part", async () => {
		const rates = await series({ errors: errors.replace("increase", "rate"), requests: requests.replace("increase", "rate") });
		const increases = await series({ errors, requests });
		expect(rates.samples).toHaveLength(increases.samples.length);
		expect(at(rates, 12)?.requests).toBeCloseTo(at(increases, 12)?.requests ?? 0, 3);
		const tiled = await series({ errors: errors.replace("1m", "30s"), requests: requests.replace("1m", "30s") });
		expect(at(tiled, 12)?.requests).toBeCloseTo(600, -1);
		expect(at(tiled, 12)?.errors).toBeCloseTo(60, -1);
	});

	test("a range longer than the part makes the part longer, so that no request is in two samples", async () => {
		const reading = await series({ errors: errors.replace("1m", "150s"), requests: requests.replace("1m", "150s") }, minutes(8, 20));
		expect(reading.samples.map(({ fromMs, toMs }) => (toMs - fromMs) / MINUTE_MS)).toEqual([3, 3, 3, 3]);
		expect(reading.detail).toContain("known in 4 of 4 parts of 3 min 00 s, as its expressions look back that far");
		expect(reading.samples.at(-1)?.requests).toBeCloseTo(1_800, -2);
	});

	test("a counter that began anew does not break its part", async () => {
		const reading = await series({ errors, requests });
		expect(at(reading, 3)?.requests).toBeGreaterThan(400);
		expect(at(reading, 3)?.requests).toBeLessThan(610);
		expect(at(reading, 4)?.requests).toBeGreaterThan(590);
	});

	test("a part without scrapes is left out and counted in the detail", async () => {
		const reading = await series({ errors, requests });
		expect(at(reading, GAP)).toBeUndefined();
		expect(reading.samples).toHaveLength(MINUTES - 1);
		expect(reading.detail).toBe("known in 19 of 20 parts of 1 min 00 s");
	});

	test("errors that have no series are not known, requests still are, and the fix is said", async () => {
		const none = 'sum(increase(http_requests_total{status="599"}[1m]))';
		const reading = await series({ errors: none, requests });
		expect(at(reading, 2)).toMatchObject({ requests: expect.closeTo(600, -1), errors: null, errorRatio: null });
		expect(reading.detail).toContain("`or vector(0)`");
		expect(at(await series({ errors: `${none} or vector(0)`, requests }), 2)).toMatchObject({ errors: 0 });
	});

	test("errors that are known in some parts only are said to be", async () => {
		const late = `${errors} and on () vector(time() > ${(startMs + 15 * MINUTE_MS) / 1_000})`;
		const reading = await series({ errors: late.replace("vector(time() >", "(vector(time()) >"), requests });
		expect(at(reading, 12)).toMatchObject({ errors: null });
		expect(at(reading, 18)?.errors).toBeCloseTo(60, -1);
		expect(reading.detail).toMatch(/`errors` is not known in 1\d of 19 parts/);
	});

	test("errors that are no part of the requests are not known", async () => {
		const reading = await series({ errors: requests, requests: errors }, minutes(12, 16));
		expect(reading.samples.map((sample) => sample.errors)).toEqual([null, null, null, null]);
		expect(reading.detail).toContain("must also be a part of `requests`");
	});

	test("expressions that are neither rates nor increases give shares without counts", async () => {
		const reading = await series({ errors: "failing_now", requests: "asking_now" }, minutes(0, 5));
		expect(at(reading, 1)).toMatchObject({ requests: null, errors: null, errorRatio: expect.closeTo(1 / 21, 5) });
	});

	test("a raw counter is refused with the fix, by its name or by how it grows", async () => {
		const named = await series({ errors: 'sum(http_requests_total{status="500"})', requests: "sum(http_requests_total)" });
		expect(named).toMatchObject({ samples: [], detail: expect.stringContaining("`errors` is a counter as it stands") });
		const grows = await series({ errors: "nginx_http_requests * 0", requests: "nginx_http_requests" });
		expect(grows).toMatchObject({ samples: [], detail: expect.stringContaining("`requests` is a counter as it stands") });
	});

	test("NaN, infinities and negative values of a latency are left out", async () => {
		const reading = await series({ p95: "p95_seconds" }, minutes(0, 6));
		expect(reading.samples.map(({ fromMs }) => (fromMs - startMs) / MINUTE_MS)).toEqual([0, 5]);
		expect(reading.samples[1]).toEqual({
			fromMs: startMs + 5 * MINUTE_MS,
			toMs: startMs + 6 * MINUTE_MS,
			requests: null,
			errors: null,
			errorRatio: null,
			latency: { kind: "statistics", meanMs: null, p50Ms: null, p95Ms: 200, p99Ms: null },
		});
		expect(reading.detail).toBe("known in 2 of 6 parts of 1 min 00 s");
	});

	test("a classic histogram gives its buckets and how many requests they hold", async () => {
		const reading = await series({ histogram: 'http_classic_seconds{job="shop"}' });
		for (const [minute, counts] of [
			[2, [40, 20, 0]],
			[15, [10, 50, 0]],
		] as const) {
			expect(at(reading, minute)).toMatchObject({ requests: expect.closeTo(60, 0), errors: null, latency: { boundsMs: [100, 500] } });
			const latency = at(reading, minute)?.latency;
			if (latency?.kind !== "histogram") throw new Error("a histogram was asked for");
			expect(latency.counts.map(Math.round)).toEqual(counts);
		}
		expect(at(reading, GAP)).toBeUndefined();
	});

	test("a histogram that is scraped more rarely than the part is long gets longer parts", async () => {
		const reading = await series({ histogram: "http_rare_seconds" }, minutes(8, 20), 30_000);
		expect(reading.samples.length).toBeGreaterThan(3);
		expect(reading.samples.every(({ fromMs, toMs }) => toMs - fromMs >= 2 * MINUTE_MS)).toBe(true);
		expect(reading.samples.at(-1)?.requests).toBeCloseTo(((reading.samples[0]?.toMs ?? 0) - (reading.samples[0]?.fromMs ?? 0)) / 1_000, -1);
		expect(reading.detail).toContain("or it scrapes that rarely");
	});

	test("a native histogram gives its buckets, the same bounds for every part", async () => {
		const reading = await series({ histogram: 'http_native_seconds{job="shop"}' });
		expect(reading.samples).toHaveLength(MINUTES - 1);
		const [before, after] = [at(reading, 4)?.latency, at(reading, 15)?.latency];
		if (before?.kind !== "histogram" || after?.kind !== "histogram") throw new Error("histograms were asked for");
		expect(before.boundsMs).toEqual(after.boundsMs);
		// Bucket i of schema 2 ends at 2^(i/4) seconds.
		expect(before.boundsMs).toEqual([-9, -8, -5, -4, 3, 4].map((index) => expect.closeTo(2 ** (index / 4) * 1_000, 6)));
		expect(before.counts.map(Math.round)).toEqual([0, 40, 0, 20, 0, 0, 0]);
		expect(after.counts.map(Math.round)).toEqual([0, 40, 0, 0, 0, 20, 0]);
		expect(at(reading, 15)?.requests).toBeCloseTo(60, 0);
	});

	test("a native histogram's 95th percentile is the one Prometheus gives", async () => {
		const source = (config: Omit<PrometheusConfig, "server">) => {
			const parsed = prometheusSignal.schema.parse({ server: prometheus.url, ...config });
			return prometheusSignal.connect(parsed, signalContext("latency")).read(minutes(12, 17), AbortSignal.timeout(10_000));
		};
		const ours = await source({ histogram: "http_native_seconds" });
		const theirs = await source({ p95: "histogram_quantile(0.95, sum(increase(http_native_seconds[5m])))" });
		if (ours.kind !== "latency" || theirs.kind !== "latency") throw new Error("latencies were asked for");
		expect(ours.ms).toBeGreaterThan(1_681);
		expect(Math.abs((ours.ms ?? 0) - (theirs.ms ?? 0))).toBeLessThan(30);
		expect(ours.samples).toBeCloseTo(300, -1);
	});

	test("errors, requests and a histogram come in the same samples", async () => {
		const reading = await series({ errors, requests, histogram: "http_classic_seconds" });
		expect(at(reading, 12)).toMatchObject({
			requests: expect.closeTo(600, -1),
			errors: expect.closeTo(60, -1),
			latency: { kind: "histogram", boundsMs: [100, 500] },
		});
		const without = await series({ errors, requests, histogram: "http_other_seconds" });
		expect(at(without, 12)).toMatchObject({ requests: expect.closeTo(600, -1), latency: null });
		expect(without.detail).toContain("no histogram `http_other_seconds`");
	});

	test("a window that holds no whole part, and one without data, give no samples and the reason", async () => {
		expect(await series({ errors, requests }, minutes(2, 2.5))).toEqual({
			samples: [],
			detail: "the window holds no whole part of 1 min 00 s",
		});
		const empty = await series({ errors, requests }, { from: "2020-01-01T00:00:00Z", to: "2020-01-01T00:05:00Z" });
		expect(empty.samples).toEqual([]);
		expect(empty.detail).toContain("no series for `requests`");
	});
});
