import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Latency, Sample } from "../../core/series.ts";
import { alignSamples } from "./align.ts";

const PART_MS = 10_000;
const none = { future: 0, duplicates: 0, invalid: 0, overlapping: 0 };

const sample = (fromMs: number, more: Partial<Sample> = {}): Sample => ({
	fromMs,
	toMs: fromMs + PART_MS,
	requests: 100,
	errors: 1,
	errorRatio: null,
	latency: null,
	...more,
});
const align = (samples: readonly Sample[], nowMs = 1_000_000) => alignSamples({ name: "checkout", samples }, nowMs);
const starts = (samples: readonly Sample[]) => samples.map(({ fromMs }) => fromMs);

describe("a series as the judge walks along it", () => {
	it("is sorted by time and keeps its name, its gaps and what could not be measured", () => {
		const unknown = sample(50_000, { requests: null, errors: null });
		const aligned = align([unknown, sample(0), sample(10_000)]);
		expect(aligned).toEqual({ name: "checkout", samples: [sample(0), sample(10_000), unknown], isProbed: false, dropped: none });
	});

	it("leaves out what ends after the moment of looking; a part that ends right now is over", () => {
		const aligned = align([sample(0), sample(10_000), sample(10_001)], 20_000);
		expect(starts(aligned.samples)).toEqual([0, 10_000]);
		expect(aligned.dropped).toEqual({ ...none, future: 1 });
	});

	it("keeps one of those that begin together: the one that ends later, then the one that saw more", () => {
		const longer = sample(0, { toMs: 15_000, requests: 3 });
		expect(align([longer, sample(0)])).toMatchObject({ samples: [longer], dropped: { ...none, duplicates: 1 } });
		const [early, late] = [sample(0, { requests: 40 }), sample(0, { requests: 41 })];
		expect(align([late, early, early])).toMatchObject({ samples: [late], dropped: { ...none, duplicates: 2 } });
	});

	it("does not let a future double push out the part that is over", () => {
		const future = sample(0, { toMs: 99_000 });
		expect(align([sample(0), future], 20_000)).toMatchObject({ samples: [sample(0)], dropped: { ...none, future: 1 } });
	});

	it("leaves out what begins inside the sample before it", () => {
		const aligned = align([sample(0), sample(9_999), sample(10_000), sample(19_000), sample(20_000)]);
		expect(starts(aligned.samples)).toEqual([0, 10_000, 20_000]);
		expect(aligned.dropped).toEqual({ ...none, overlapping: 2 });
	});

	it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("takes %s for not measured, in every value", (value) => {
		const statistics: Latency = { kind: "statistics", meanMs: value, p50Ms: null, p95Ms: 80, p99Ms: value };
		const aligned = align([
			sample(0, { requests: value }),
			sample(10_000, { errors: value }),
			sample(20_000, { errorRatio: value }),
			sample(30_000, { latency: statistics }),
			sample(40_000, { latency: { kind: "statistics", meanMs: value, p50Ms: null, p95Ms: null, p99Ms: null } }),
		]);
		expect(aligned.dropped).toEqual({ ...none, invalid: 5 });
		expect(aligned.samples).toEqual([
			sample(0, { requests: null }),
			sample(10_000, { errors: null }),
			sample(20_000),
			sample(30_000, { latency: { kind: "statistics", meanMs: null, p50Ms: null, p95Ms: 80, p99Ms: null } }),
			sample(40_000),
		]);
	});

	it("drops a sample without a length in time", () => {
		const timeless = [sample(0, { toMs: 0 }), sample(50, { toMs: 20 }), sample(Number.NaN), sample(0, { toMs: Number.NaN })];
		expect(align(timeless)).toEqual({ name: "checkout", samples: [], isProbed: false, dropped: { ...none, invalid: 4 } });
	});

	it("trims errors that extrapolation put a little above the requests, and takes more than that for not measured", () => {
		expect(align([sample(0, { requests: 10, errors: 10.4 })])).toMatchObject({ samples: [{ errors: 10 }], dropped: none });
		expect(align([sample(0, { requests: 10, errors: 30 })])).toMatchObject({ samples: [{ errors: null }], dropped: { invalid: 1 } });
		expect(align([sample(0, { requests: 0, errors: 3 })])).toMatchObject({ samples: [{ requests: 0, errors: null }] });
		expect(align([sample(0, { errorRatio: 1.02 }), sample(10_000, { errorRatio: 8 })]).samples).toMatchObject([
			{ errorRatio: 1 },
			{ errorRatio: null },
		]);
	});

	it.each<[string, Latency]>([
		["a count too few", { kind: "histogram", boundsMs: [10, 20], counts: [1, 2] }],
		["bounds that do not rise", { kind: "histogram", boundsMs: [20, 20], counts: [1, 2, 3] }],
		["a negative count", { kind: "histogram", boundsMs: [10, 20], counts: [1, -2, 3] }],
		["an infinite bound", { kind: "histogram", boundsMs: [10, Number.POSITIVE_INFINITY], counts: [1, 2, 3] }],
	])("takes a histogram with %s for not measured", (_, latency) => {
		expect(align([sample(0, { latency })])).toMatchObject({ samples: [{ latency: null, requests: 100 }], dropped: { invalid: 1 } });
	});

	it("cuts histograms that were read apart at the same bounds, so that before can be held against after", () => {
		const [before, after]: readonly Latency[] = [
			{ kind: "histogram", boundsMs: [10, 20], counts: [0, 7, 0] },
			{ kind: "histogram", boundsMs: [20, 40], counts: [0, 7, 0] },
		];
		if (before === undefined || after === undefined) throw new Error("two histograms were made");
		expect(align([sample(0, { latency: before }), sample(10_000, { latency: after }), sample(20_000)]).samples).toEqual([
			sample(0, { latency: { kind: "histogram", boundsMs: [10, 20, 40], counts: [0, 7, 0, 0] } }),
			sample(10_000, { latency: { kind: "histogram", boundsMs: [10, 20, 40], counts: [0, 0, 7, 0] } }),
			sample(20_000),
		]);
	});

	it("keeps a sound histogram as it is", () => {
		const latency: Latency = { kind: "histogram", boundsMs: [10, 20], counts: [0, 7, 1] };
		expect(align([sample(0, { latency })])).toMatchObject({ samples: [{ latency }], dropped: none });
	});
});

const amount = fc.oneof(
	fc.constant(null),
	fc.nat(1_000),
	fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -3),
);
const latency: fc.Arbitrary<Latency | null> = fc.oneof(
	fc.constant(null),
	fc.record({ kind: fc.constant("statistics" as const), meanMs: amount, p50Ms: amount, p95Ms: amount, p99Ms: amount }),
	fc.record({
		kind: fc.constant("histogram" as const),
		boundsMs: fc.array(fc.nat(50), { maxLength: 3 }),
		counts: fc.array(fc.integer({ min: -1, max: 9 }), { maxLength: 4 }),
	}),
);
/** Starts and lengths from a small range, so that doubles, overlaps, reversed and future samples are common. */
const anySample: fc.Arbitrary<Sample> = fc.record({
	fromMs: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(Number.NaN)),
	toMs: fc.oneof(fc.integer({ min: 0, max: 16 }), fc.constant(Number.POSITIVE_INFINITY)),
	requests: amount,
	errors: amount,
	errorRatio: amount,
	latency,
});

describe("whatever a source gives", () => {
	it("is told the same in any order", () => {
		const shuffled = fc
			.array(anySample, { maxLength: 20 })
			.chain((samples) => fc.tuple(fc.constant(samples), fc.shuffledSubarray(samples, { minLength: samples.length })));
		fc.assert(
			fc.property(shuffled, ([samples, mixed]) => {
				expect(align(mixed, 14)).toEqual(align(samples, 14));
			}),
		);
	});

	it("comes out rising, apart, over, and without a value that is no measurement", () => {
		fc.assert(
			fc.property(fc.array(anySample, { maxLength: 20 }), (samples) => {
				const aligned = align(samples, 14).samples;
				aligned.forEach((one, index) => {
					expect(one.fromMs).toBeGreaterThanOrEqual(aligned[index - 1]?.toMs ?? 0);
					expect(one.toMs).toBeLessThanOrEqual(14);
					expect([one.requests, one.errors, one.errorRatio].every((value) => value === null || (value >= 0 && value < 1e9))).toBe(true);
				});
			}),
		);
	});

	it("is left alone the second time", () => {
		fc.assert(
			fc.property(fc.array(anySample, { maxLength: 20 }), (samples) => {
				const { samples: once } = align(samples, 14);
				expect(align(once, 14)).toEqual({ name: "checkout", samples: once, isProbed: false, dropped: none });
			}),
		);
	});

	it("keeps its totals when samples are split in two and their counts with them", () => {
		const parts = fc.array(
			fc.record({ requests: fc.nat(500), errorShare: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.integer({ min: 1, max: 9 }) }),
			{
				maxLength: 12,
			},
		);
		fc.assert(
			fc.property(parts, (rows) => {
				const whole = rows.map(({ requests, errorShare }, index) =>
					sample(index * PART_MS, { requests, errors: Math.floor(requests * errorShare) }),
				);
				const halves = whole.flatMap((one, index) => split(one, (rows[index]?.cut ?? 5) / 10));
				expect(totals(align(halves).samples)).toEqual(totals(align(whole).samples));
				expect(align(halves).dropped).toEqual(none);
			}),
		);
	});
});

function split(one: Sample, share: number): readonly Sample[] {
	const middleMs = one.fromMs + PART_MS * share;
	const requests = Math.ceil((one.requests ?? 0) * share);
	const errors = Math.min(requests, Math.max(Math.ceil((one.errors ?? 0) * share), (one.errors ?? 0) - ((one.requests ?? 0) - requests)));
	return [
		{ ...one, fromMs: middleMs, requests: (one.requests ?? 0) - requests, errors: (one.errors ?? 0) - errors },
		{ ...one, toMs: middleMs, requests, errors },
	];
}

function totals(samples: readonly Sample[]): object {
	const sum = (pick: (one: Sample) => number) => samples.reduce((total, one) => total + pick(one), 0);
	return { requests: sum((one) => one.requests ?? 0), errors: sum((one) => one.errors ?? 0), ms: sum((one) => one.toMs - one.fromMs) };
}
