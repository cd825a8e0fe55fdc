import { expect, it } from "vitest";
import type { Sample } from "../../core/series.ts";
import { mergeSeries } from "./merge.ts";

const blank = { requests: null, errors: null, errorRatio: null, latency: null };
const counts = (fromMs: number, toMs = fromMs + 10): Sample => ({ ...blank, fromMs, toMs, requests: 100, errors: 1 });
const latency = (fromMs: number, toMs = fromMs + 10): Sample => ({
	...blank,
	fromMs,
	toMs,
	latency: { kind: "statistics", meanMs: 80, p50Ms: null, p95Ms: null, p99Ms: null },
});

it("joins errors and latency of the same moments, gaps included", () => {
	const errors = { name: "errors", samples: [counts(0), counts(10), counts(20)] };
	const times = { name: "latency", samples: [latency(0), latency(20)] };
	expect(mergeSeries([errors, times])).toEqual([
		{
			name: "errors and latency",
			samples: [{ ...counts(0), latency: latency(0).latency }, counts(10), { ...counts(20), latency: latency(20).latency }],
		},
	]);
});

it("joins a histogram, which knows its own requests, with errors that know theirs", () => {
	const errors = { name: "errors", samples: [counts(0)] };
	const histogram: Sample = {
		...blank,
		fromMs: 0,
		toMs: 10,
		requests: 99,
		latency: { kind: "histogram", boundsMs: [10], counts: [90, 9] },
	};
	expect(mergeSeries([errors, { name: "latency", samples: [histogram] }])).toEqual([
		{ name: "errors and latency", samples: [{ ...counts(0), latency: histogram.latency }] },
	]);
});

it("leaves alone what was cut elsewhere, and what measures the same", () => {
	const errors = { name: "errors", samples: [counts(0), counts(10)] };
	const coarse = { name: "latency", samples: [latency(0, 20)] };
	const probe = { name: "GET /health", samples: [counts(0), counts(10)] };
	expect(mergeSeries([errors, coarse, probe])).toEqual([errors, coarse, probe]);
	expect(mergeSeries([])).toEqual([]);
});

it("keeps why there is nothing from before the release", () => {
	const errors = { name: "errors", samples: [counts(0)], nothingBefore: "the log only begins at 02:59:30" };
	expect(mergeSeries([errors, { name: "latency", samples: [latency(0, 10)] }])).toMatchObject([
		{ name: "errors and latency", nothingBefore: errors.nothingBefore },
	]);
});
