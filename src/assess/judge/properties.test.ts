import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sample, Series } from "../../core/series.ts";
import type { ReleaseJudgement, ReleaseVerdict } from "../../core/verdict.ts";
import { caseOf, series } from "./cases.fixture.ts";
import { judgeRelease } from "./judge-release.ts";
import type { ReleaseCase } from "./release.ts";

const BADNESS: Readonly<Record<ReleaseVerdict, number>> = { good: 0, "telemetry-broken": 1, "not-enough-evidence": 1, bad: 2 };

const level = fc
	.record({
		requests: fc.integer({ min: 1, max: 400 }),
		share: fc.double({ min: 0, max: 0.2, noNaN: true }),
		latencyMs: fc.integer({ min: 5, max: 300 }),
	})
	.map(({ requests, share, latencyMs }) => ({ requests, errors: Math.round(requests * share), latencyMs }));

/** A service with a dependency, a few minutes after a deploy. */
const anyCase: fc.Arbitrary<ReleaseCase> = fc
	.record({ before: level, after: level, theirs: level, minutes: fc.integer({ min: 1, max: 30 }) })
	.map(({ before, after, theirs, minutes }) =>
		caseOf(series("checkout", before, after, minutes), { dependencies: [series("payments", before, theirs, minutes)] }, minutes),
	);

test("more errors never lower the verdict's badness", () => {
	fc.assert(
		fc.property(anyCase, fc.nat({ max: 29 }), fc.integer({ min: 1, max: 50 }), (asked, minute, more) => {
			const index = Math.min(180 + minute, asked.service.samples.length - 1);
			const worse = changed(asked.service, index, (sample) => ({
				...sample,
				errors: Math.min(sample.requests ?? 0, (sample.errors ?? 0) + more),
			}));
			expect(BADNESS[judgeRelease({ ...asked, service: worse }).verdict]).toBeGreaterThanOrEqual(BADNESS[judgeRelease(asked).verdict]);
		}),
	);
});

test("the order of the samples changes nothing", () => {
	fc.assert(
		fc.property(anyCase, fc.infiniteStream(fc.nat()), (asked, keys) => {
			const shuffled = asked.service.samples
				.map((sample) => ({ sample, key: keys.next().value ?? 0 }))
				.toSorted((a, b) => a.key - b.key)
				.map(({ sample }) => sample);
			expect(judgeRelease({ ...asked, service: { ...asked.service, samples: shuffled } })).toEqual(judgeRelease(asked));
		}),
	);
});

test("samples cut in two say the same", () => {
	fc.assert(
		fc.property(anyCase, (asked) => {
			// A whole sample lies in the minute that is left out before the deploy, so that no half of it comes in.
			const settings = { ...asked.settings, clockSkewMs: 60_000 };
			const halves = asked.service.samples.flatMap((sample) => [half(sample, 0), half(sample, 1)]);
			const cut = judgeRelease({ ...asked, settings, service: { ...asked.service, samples: halves } });
			const whole = judgeRelease({ ...asked, settings });
			expect(essence(cut)).toEqual(essence(whole));
		}),
	);
});

test("minutes or hours, seconds or days: the unit of time changes nothing", () => {
	fc.assert(
		fc.property(anyCase, fc.constantFrom(2, 10, 60), (asked, factor) => {
			const { settings } = asked;
			const scaled = judgeRelease({
				...asked,
				deployedAtMs: (asked.deployedAtMs ?? 0) * factor,
				nowMs: asked.nowMs * factor,
				service: scaledSeries(asked.service, factor),
				dependencies: asked.dependencies.map((one) => scaledSeries(one, factor)),
				settings: {
					...settings,
					watchMs: settings.watchMs * factor,
					baselineMs: settings.baselineMs * factor,
					clockSkewMs: settings.clockSkewMs * factor,
				},
			});
			const judged = judgeRelease(asked);
			expect(essence(scaled)).toEqual(essence(judged));
			expect(scaled.confidence).toBeCloseTo(judged.confidence, 6);
		}),
	);
});

test("a service whose newest samples hold nothing is never judged, whatever was before", () => {
	fc.assert(
		fc.property(anyCase, (asked) => {
			const blank = { requests: null, errors: null, errorRatio: null, latency: null };
			const samples = asked.service.samples.map((sample, index) => (index < 180 ? sample : { ...sample, ...blank }));
			expect(judgeRelease({ ...asked, service: { ...asked.service, samples } }).verdict).toBe("telemetry-broken");
		}),
	);
});

function changed(one: Series, index: number, change: (sample: Sample) => Sample): Series {
	return { ...one, samples: one.samples.map((sample, at) => (at === index ? change(sample) : sample)) };
}

function half(sample: Sample, part: 0 | 1): Sample {
	const middle = (sample.fromMs + sample.toMs) / 2;
	const [fromMs, toMs] = part === 0 ? [sample.fromMs, middle] : [middle, sample.toMs];
	return { ...sample, fromMs, toMs, requests: (sample.requests ?? 0) / 2, errors: (sample.errors ?? 0) / 2 };
}

function scaledSeries(one: Series, factor: number): Series {
	return {
		...one,
		samples: one.samples.map((sample) => ({ ...sample, fromMs: sample.fromMs * factor, toMs: sample.toMs * factor })),
	};
}

/** What is said, without times and digits that rounding may move. */
function essence({ verdict, isWorse, blame, effects }: ReleaseJudgement) {
	return {
		verdict,
		isWorse,
		suspect: blame[0]?.suspect,
		effects: effects.map(({ measure, change }) => ({ measure, change: Number(change.toPrecision(6)) })),
	};
}
