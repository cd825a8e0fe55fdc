import { expect, test } from "vitest";
import type { ReleaseCase } from "../../src/assess/judge/release.ts";
import { JUDGE_SETTINGS } from "../../src/assess/judge/release.ts";
import type { ReleaseVerdict } from "../../src/core/verdict.ts";
import { judgementOf } from "../../src/testing/judgements.ts";
import { backoutMethod } from "./backout.ts";
import { looksOf } from "./looks.ts";
import { failedChecksMethod } from "./peers/failed-checks.ts";
import { mannWhitneyMethod } from "./peers/mann-whitney.ts";
import { shiftOf } from "./peers/rank-sum.ts";
import { thresholdMethod } from "./peers/thresholds.ts";
import { failing, handMade, sampleAt } from "./petshop.fixture.ts";

const healthy = looksOf(handMade(), JUDGE_SETTINGS);
const sick = looksOf(failing(8), JUDGE_SETTINGS);
const slow = looksOf(
	handMade({ series: { middle: [-1, 0, 1, 2].map((place) => sampleAt(place, { latencyAvgMs: place > 0 ? 90 : 50 })) } }),
	JUDGE_SETTINGS,
);

test("the judge is handed what it said at the look before, and `bad` alone is the flag", () => {
	const seen: (ReleaseVerdict | null)[] = [];
	const verdicts: ReleaseVerdict[] = ["telemetry-broken", "bad"];
	const stub = (look: ReleaseCase) => {
		seen.push(look.earlier?.verdict ?? null);
		return judgementOf("r", { verdict: verdicts[seen.length - 1] ?? "good" });
	};
	expect(backoutMethod(stub).watch(sick).flaggedAt).toBe(1);
	expect(seen).toEqual([null, "telemetry-broken"]);
	expect(backoutMethod(() => judgementOf("r", { verdict: "not-enough-evidence" })).watch(sick)).toEqual({
		flaggedAt: null,
		text: "not-enough-evidence: Nothing was seen.",
	});
});

test("thresholds flag 8 % of errors or a slower mean at once, and nothing on a quiet service", () => {
	const method = thresholdMethod(0.05);
	expect([sick, slow, healthy].map((looks) => method.watch(looks).flaggedAt)).toEqual([0, 0, null]);
	expect(method.watch(looksOf(failing(4), JUDGE_SETTINGS)).flaggedAt).toBeNull();
});

test("failed checks add up, and the check after the last one acts", () => {
	const method = (threshold: number) => failedChecksMethod({ intervalMs: 60_000, threshold, errorShare: 0.01 });
	expect(method(1).watch(sick).flaggedAt).toBe(1);
	expect(method(2).watch(sick).flaggedAt).toBeNull();
	expect(method(1).watch(healthy).flaggedAt).toBeNull();
});

test("Mann-Whitney passes identical points and flags what lies wholly above", () => {
	const method = mannWhitneyMethod({ atMs: null, pointMs: 60_000 });
	expect(method.watch(healthy).flaggedAt).toBeNull();
	expect(method.watch(sick).flaggedAt).toBe(0);
	expect(mannWhitneyMethod({ atMs: 600_000, pointMs: 60_000 }).watch(sick).flaggedAt).toBe(1);
});

test("the shift is the published one of Hollander and Wolfe's example, and its lower end the difference that the normal approximation counts off", () => {
	const after = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
	const before = [1.15, 0.88, 0.9, 0.74, 1.21];
	const { estimate, low } = shiftOf(after, before, 1.96);
	expect(estimate).toBeCloseTo(0.305, 10);
	const largestFirst = after.flatMap((mine) => before.map((theirs) => mine - theirs)).sort((a, b) => b - a);
	const place = Math.ceil(50 / 2 + 0.5 + 1.96 * Math.sqrt((50 * 16) / 12));
	expect(low).toBeCloseTo(largestFirst[place - 1] ?? Number.NaN, 10);
});

test("two points each that lie apart reject nothing, so the smallest difference is the lower end, as in R", () => {
	expect(shiftOf([5, 7], [1, 2], 2.3263).low).toBe(3);
});
