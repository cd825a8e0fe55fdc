import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, errors, latency, logLines, thresholds } from "../situations.fixture.ts";
import { CONFIDENCE } from "./judge.ts";
import { thresholdJudge } from "./threshold.ts";
import { wilsonInterval, Z } from "./wilson.ts";

const verdict = (signal: Parameters<typeof thresholdJudge>[0]) => thresholdJudge(signal, thresholds).verdict;
const confidence = (signal: Parameters<typeof thresholdJudge>[0]) => thresholdJudge(signal, thresholds).confidence;

describe("the threshold judge", () => {
	it("acts above 5 % of failed requests, looks closer from 1 % to 5 %, both ends in", () => {
		expect([51, 50, 10, 9].map((failed) => verdict(errors(failed, 1000)))).toEqual(["bad", "suspicious", "suspicious", "good"]);
	});
	it("acts above 1.5 times the earlier latency, looks closer above 1.2 times", () => {
		expect([151, 150, 121, 120].map((ms) => verdict(latency(ms)))).toEqual(["bad", "suspicious", "suspicious", "good"]);
	});
	it("takes a failed check for bad and a rising log pattern for suspicious", () => {
		expect([check(false), check(true), logLines(40, 9), logLines(9, 9)].map(verdict)).toEqual(["bad", "good", "suspicious", "good"]);
	});
	it("tells too little evidence from broken telemetry, and takes neither for good", () => {
		expect([errors(0, 19), errors(0, 0), latency(500, null)].map(verdict)).toEqual(Array(3).fill("not-enough-evidence"));
		expect([errors(null, null), latency(null), check(null)].map(verdict)).toEqual(Array(3).fill("telemetry-broken"));
	});
	it("is surer the clearer the interval is of the limit", () => {
		expect(confidence(errors(80, 1000))).toBe(CONFIDENCE.sure);
		expect(confidence(errors(11, 200))).toBe(CONFIDENCE.leaning);
		expect(confidence(errors(60, 1000))).toBe(CONFIDENCE.likely);
		expect(confidence(errors(0, 19))).toBe(CONFIDENCE.weak);
	});
	it("keeps the numbers as evidence", () => {
		expect(thresholdJudge(errors(33, 412), thresholds)).toMatchObject({
			text: "errors: 8 % of 412 requests failed (before: 0.2 % of 3,980)",
			evidence: {
				signal: "errors",
				now: { failed: 33, total: 412 },
				before: { failed: 8, total: 3980 },
				limits: { act: 0.05, investigate: 0.01 },
			},
		});
	});
});

describe("Wilson's interval", () => {
	it("agrees with the published example: 10 of 100 at 95 % lie between 5.5 % and 17.4 %", () => {
		const { low, high } = wilsonInterval(10, 100, Z.ninetyFive);
		expect(low).toBeCloseTo(0.0552, 4);
		expect(high).toBeCloseTo(0.1744, 4);
	});
	it("holds the measured share, stays within 0 and 1, and narrows with more requests", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
				const failed = Math.round(total * share);
				const few = wilsonInterval(failed, total, Z.ninetyFive);
				const many = wilsonInterval(failed * 10, total * 10, Z.ninetyFive);
				expect(few.low).toBeGreaterThanOrEqual(0);
				expect(few.high).toBeLessThanOrEqual(1);
				expect(few.low - 1e-9).toBeLessThanOrEqual(failed / total);
				expect(few.high + 1e-9).toBeGreaterThanOrEqual(failed / total);
				expect(many.high - many.low).toBeLessThan(few.high - few.low);
			}),
		);
	});
});
