import { describe, expect, it } from "vitest";
import type { Sample } from "../../core/series.ts";
import { caseOf, DEPLOYED, series, stretch } from "./cases.fixture.ts";
import { judgeRelease } from "./judge-release.ts";

const WELL = { requests: 200, errors: 2, latencyMs: 80 };
const ILL = { requests: 200, errors: 16, latencyMs: 82 };
const at = (minute: number) => new Date(DEPLOYED + minute * 60_000).toISOString();

describe("a release that is worse", () => {
	it("is bad, with the numbers, the onset and the blame in one sentence", () => {
		const judged = judgeRelease(caseOf(series("checkout", WELL, ILL)));
		expect(judged).toMatchObject({
			release: "v2",
			verdict: "bad",
			isWorse: true,
			effects: [{ measure: "errors", before: 0.01, after: 0.08 }, { measure: "latency" }],
			onset: { at: at(0), earliest: at(0) },
			blame: [{ suspect: "release" }, { suspect: "unknown" }],
			latchedAt: at(5),
			text: "8 % of requests fail (in the 3 h before: 1 %) since the deploy.",
		});
		expect(judged.confidence).toBeGreaterThan(0.9);
	});

	it("is found by its latency alone, of which every source gives something else", () => {
		const slow = judgeRelease(caseOf(series("checkout", WELL, { ...WELL, latencyMs: 150 })));
		expect(slow).toMatchObject({ verdict: "bad", effects: [{ measure: "latency", statistic: "mean" }, { measure: "errors" }] });
		expect(slow.text).toMatch(/^Mean latency is 15\d ms \(in the 3 h before: 80 ms\) since the deploy\.$/);
		const tails = series("checkout", WELL, { ...WELL, latencyMs: 150 }).samples.map((sample) => onlyP95(sample));
		expect(judgeRelease(caseOf({ name: "checkout", samples: tails }))).toMatchObject({
			verdict: "bad",
			effects: [{ statistic: "p95" }, {}],
		});
	});

	it("is found in the buckets of a histogram", () => {
		const histogram = (counts: readonly number[]) => (sample: Sample) =>
			({ ...sample, latency: { kind: "histogram", boundsMs: [50, 100, 250, 500], counts } }) as const;
		const before = stretch(-180, 0, WELL).map(histogram([100, 90, 8, 2, 0]));
		const after = stretch(0, 5, WELL).map(histogram([60, 60, 30, 40, 10]));
		const judged = judgeRelease(caseOf({ name: "checkout", samples: [...before, ...after] }));
		expect(judged).toMatchObject({ verdict: "bad", effects: [{ measure: "latency", statistic: "p95" }, { measure: "errors" }] });
		expect(judged.effects[0]?.before).toBeCloseTo(100, 0);
		expect(judged.effects[0]?.after).toBeCloseTo(500, 0);
	});

	it("is found where only shares are known", () => {
		const shares = (ratio: number) => (sample: Sample, index: number) =>
			({ ...sample, requests: null, errors: null, errorRatio: ratio * (1 + 0.2 * Math.sin(index)), latency: null }) as const;
		const samples = [...stretch(-180, 0, WELL).map(shares(0.01)), ...stretch(0, 5, WELL).map(shares(0.08))];
		expect(judgeRelease(caseOf({ name: "checkout", samples }))).toMatchObject({ verdict: "bad", effects: [{ measure: "errors" }] });
	});

	it("is bad at once when everything fails", () => {
		const judged = judgeRelease(caseOf(series("checkout", WELL, { ...WELL, errors: 200 }, 1), {}, 1));
		expect(judged).toMatchObject({ verdict: "bad", effects: [{ after: 1 }, {}] });
	});

	it("is found when it goes wrong long after the deploy", () => {
		const samples = [...stretch(-180, 22, { requests: 10, errors: 0 }), ...stretch(22, 25, { requests: 10, errors: 7 })];
		const judged = judgeRelease(caseOf({ name: "checkout", samples }, {}, 25));
		expect(judged).toMatchObject({ verdict: "bad", onset: { at: at(22) } });
		expect(judged.text).toContain("from 22 min 00 s after the deploy on");
		// Not the share since the deploy, which 22 good minutes make look small.
		expect(judged.effects).toMatchObject([{ measure: "errors", after: 0.7 }]);
		expect(judged.text).toMatch(/^70 % of requests fail/);
	});

	it("stays bad when it is looked at again in a quiet moment, or after a restart", () => {
		const earlier = judgeRelease(caseOf(series("checkout", WELL, ILL)));
		const quiet = judgeRelease(caseOf(series("checkout", WELL, WELL), { earlier }));
		expect(quiet).toMatchObject({ verdict: "bad", isWorse: false, latchedAt: at(5) });
		const text = "8 % of requests fail (in the 3 h before: 1 %) since the deploy.";
		expect(quiet.latched).toMatchObject({
			text,
			now: "good",
			nowText: expect.stringMatching(/^Nothing is worse over the last 5 min: 1 % of requests fail/),
		});
		expect(quiet.text).toMatch(
			/^Found bad at 03:05:00 UTC, and that stays: 8 % .* since the deploy\. Now: nothing is worse over the last 5 min: 1 % of requests fail/,
		);
		const again = judgeRelease(caseOf(series("checkout", WELL, WELL), { earlier: quiet }));
		expect(again).toEqual(quiet);
		const bad = judgeRelease(caseOf(series("checkout", WELL, ILL), { earlier: quiet }));
		expect(bad).toMatchObject({ latchedAt: at(5), text });
		expect(bad).not.toHaveProperty("latched");
		expect(judgeRelease(caseOf(series("checkout", WELL, WELL), { release: "v3", earlier }))).toMatchObject({ verdict: "good" });
	});

	it("names the day, too, on which it was found bad, when that is over", () => {
		const earlier = { ...judgeRelease(caseOf(series("checkout", WELL, ILL))), latchedAt: "2026-11-20T22:10:00.000Z" };
		expect(judgeRelease(caseOf(series("checkout", WELL, WELL), { earlier })).text).toMatch(/^Found bad at 2026-11-20 22:10:00 UTC, /);
	});

	it("is judged by what came later once a person has taken the verdict off, and by all of it when it is another release", () => {
		const bad = judgeRelease(caseOf(series("checkout", WELL, ILL)));
		const earlier = { ...bad, verdict: "not-enough-evidence", latchedAt: null, takenOffAt: at(5) } as const;
		const then = (level: typeof WELL, more = {}) => {
			const samples = [...stretch(-180, 0, WELL), ...stretch(0, 5, ILL), ...stretch(5, 10, level)];
			return judgeRelease(caseOf({ name: "checkout", samples }, { earlier, ...more }, 10));
		};
		expect(then(WELL)).toMatchObject({ verdict: "good", latchedAt: null });
		expect(then(ILL)).toMatchObject({ verdict: "bad", latchedAt: at(10) });
		expect(then(WELL, { release: "v3" })).toMatchObject({ verdict: "bad" });
	});
});

describe("a release that is not to blame", () => {
	it("is not bad when what it calls broke at the same time", () => {
		const payments = series("payments", { requests: 300, errors: 0 }, { requests: 300, errors: 20 });
		const judged = judgeRelease(caseOf(series("checkout", WELL, ILL), { dependencies: [payments] }));
		expect(judged).toMatchObject({ verdict: "not-enough-evidence", isWorse: true, blame: [{ suspect: "dependency", name: "payments" }] });
		expect(judged.text).toContain("payments, which it calls, explains 100 % of it");
	});

	it("is not bad when what it calls became slow by as much time", () => {
		const payments = series("payments", { requests: 200, errors: 0, latencyMs: 30 }, { requests: 200, errors: 0, latencyMs: 100 });
		const slow = series("checkout", WELL, { ...WELL, latencyMs: 150 });
		expect(judgeRelease(caseOf(slow, { dependencies: [payments] })).blame[0]).toMatchObject({ suspect: "dependency", name: "payments" });
	});

	it("is to blame nevertheless when it calls three times as often as before, or when the dependency is as before", () => {
		const flooded = series("payments", { requests: 200, errors: 0 }, { requests: 700, errors: 40 });
		expect(judgeRelease(caseOf(series("checkout", WELL, ILL), { dependencies: [flooded] }))).toMatchObject({ verdict: "bad" });
		const well = series("payments", { requests: 200, errors: 1 }, { requests: 200, errors: 1 });
		const judged = judgeRelease(caseOf(series("checkout", WELL, ILL), { dependencies: [well] }));
		expect(judged).toMatchObject({ verdict: "bad" });
		expect(judged.text).toContain("payments, which it calls, does not explain it");
	});

	it("says so when a dependency could not be measured, and does not take it for well", () => {
		const judged = judgeRelease(caseOf(series("checkout", WELL, ILL), { dependencies: [{ name: "payments", samples: [] }] }));
		expect(judged.text).toContain("payments could not be measured");
		expect(judged.confidence).toBeLessThan(0.9);
	});

	describe("when all that is known of a dependency is our own looks at it", () => {
		const looks = (before: number, after: number, failing: number) => ({
			...series("payments", { requests: 1, errors: 0 }, {}),
			samples: [...stretch(-before, 0, { requests: 1, errors: 0 }), ...stretch(0, after, { requests: 1, errors: failing })],
			isProbed: true,
		});
		const judged = (payments: ReturnType<typeof looks>) =>
			judgeRelease(caseOf(series("checkout", WELL, ILL), { dependencies: [payments] }));

		it("is not bad when every look fails, though the looks are few beside the users' requests", () => {
			expect(judged(looks(60, 5, 1)).blame[0]).toMatchObject({ suspect: "dependency", name: "payments" });
		});
		it("is bad when every look passes, and enough of them were taken to tell", () => {
			const seen = judged(looks(60, 5, 0));
			expect(seen).toMatchObject({ verdict: "bad", blame: [{ suspect: "release" }, {}] });
			expect(seen.text).toContain("payments, which it calls, does not explain it");
		});
		it.each([
			["before", looks(1, 5, 0)],
			["since", looks(60, 1, 0)],
		])("takes too few looks %s for not measured, not for well", (_, payments) => {
			expect(judged(payments).text).toContain("payments could not be measured");
		});
	});

	it("is told from a trifle elsewhere when it is itself judged by looks alone", () => {
		const down = { ...series("checkout", { requests: 1, errors: 0 }, { requests: 1, errors: 1 }), isProbed: true };
		const payments = series("payments", { requests: 6_000, errors: 6 }, { requests: 6_000, errors: 30 });
		expect(judgeRelease(caseOf(down, { dependencies: [payments] }))).toMatchObject({ verdict: "bad" });
	});

	it("is not bad when the zone it never reached is as bad", () => {
		const zone = series("zone-b", { requests: 200, errors: 2 }, { requests: 200, errors: 15 });
		const judged = judgeRelease(caseOf(series("checkout", WELL, ILL), { unchanged: [zone] }));
		expect(judged).toMatchObject({
			verdict: "not-enough-evidence",
			isWorse: true,
			blame: [{ suspect: "unknown", seenIn: "zone-b" }, { suspect: "release" }],
		});
		expect(judged.text).toContain("zone-b, where this release did not go, got worse as well");
	});

	it("is named by nobody else when the zone it never reached is half as bad", () => {
		const zone = series("zone-b", { requests: 200, errors: 2 }, { requests: 200, errors: 8 });
		const { blame } = judgeRelease(caseOf(series("checkout", WELL, ILL), { unchanged: [zone] }));
		expect(blame.find(({ suspect }) => suspect === "unknown")).not.toHaveProperty("seenIn");
	});

	it("is not bad when the trouble began well before it", () => {
		const samples = [...stretch(-180, -20, WELL), ...stretch(-20, 5, ILL)];
		const judged = judgeRelease(caseOf({ name: "checkout", samples }));
		expect(judged.verdict).not.toBe("bad");
		if (judged.isWorse) expect(judged.onset?.at).toBe(at(-20));
	});

	it("is not bad when the same happens with four times the traffic", () => {
		const crowded = series("checkout", WELL, { requests: 900, errors: 9, latencyMs: 150 });
		expect(judgeRelease(caseOf(crowded))).toMatchObject({
			verdict: "not-enough-evidence",
			isWorse: true,
			blame: [{ suspect: "traffic" }, {}, {}],
		});
		const mobile = series("mobile", { requests: 100 }, { requests: 700 });
		const kiosk = series("kiosk", { requests: 50 }, { requests: 60 });
		const named = judgeRelease(caseOf(crowded, { callers: [kiosk, mobile, { name: "silent", samples: [] }] }));
		expect(named.blame[0]).toMatchObject({ suspect: "traffic", name: null, seenIn: "mobile" });
		expect(named.text).toContain("far more traffic than before, most of it from mobile, which explains");
		expect(judgeRelease(caseOf(crowded, { callers: [kiosk] })).blame[0]).not.toHaveProperty("seenIn");
	});

	it("is less surely to blame when another release took traffic at the same moment", () => {
		const alone = judgeRelease(caseOf(series("checkout", WELL, ILL)));
		const together = judgeRelease(caseOf(series("checkout", WELL, ILL), { otherDeploys: [{ service: "cart", atMs: DEPLOYED }] }));
		expect(together.confidence).toBeLessThan(alone.confidence);
	});

	it("is not to blame for what begins a day after it", () => {
		const samples = [...stretch(1_260, 1_435, WELL), ...stretch(1_435, 1_440, ILL)];
		expect(judgeRelease(caseOf({ name: "checkout", samples }, {}, 1_440))).toMatchObject({ verdict: "not-enough-evidence", isWorse: true });
	});
});

describe("what cannot be said", () => {
	it("is good only when what must not be missed is ruled out", () => {
		expect(judgeRelease(caseOf(series("checkout", WELL, WELL)))).toMatchObject({ verdict: "good", isWorse: false, latchedAt: null });
	});

	it("says at low traffic what would be visible, and when", () => {
		const quiet = series("checkout", { requests: 10, errors: 0 }, { requests: 10, errors: 0 }, 2);
		const judged = judgeRelease(caseOf(quiet, {}, 2));
		expect(judged.verdict).toBe("not-enough-evidence");
		expect(judged.visibleInMs).toBeGreaterThan(5 * 60_000);
		expect(judged.visibleInMs).toBeLessThan(30 * 60_000);
		expect(judged.text).toMatch(/a rise by 4 percentage points would be seen in about \d+ min/);
	});

	it.each([
		["nothing at all", []],
		["newest samples without a value", [...stretch(-180, 3, WELL), ...stretch(3, 5, {})]],
		["NaN", stretch(-180, 5, { requests: Number.NaN, errors: Number.NaN })],
		["samples from the future", stretch(100, 400, WELL)],
	])("is broken telemetry, never good and never bad, with %s", (_, samples) => {
		expect(judgeRelease(caseOf({ name: "checkout", samples }))).toMatchObject({ verdict: "telemetry-broken", isWorse: false });
	});

	it("is too early, and nothing broken, while the source has not looked yet", () => {
		const asked = caseOf({ name: "checkout", samples: [] }, { nowMs: DEPLOYED + 5_000 });
		expect(judgeRelease(asked)).toMatchObject({ verdict: "not-enough-evidence", isWorse: false });
		expect(judgeRelease({ ...asked, nowMs: DEPLOYED + 60_000 })).toMatchObject({ verdict: "telemetry-broken" });
	});

	it("is no health when all requests stop", () => {
		const judged = judgeRelease(caseOf(series("checkout", WELL, { requests: 0, errors: 0 })));
		expect(judged).toMatchObject({ verdict: "not-enough-evidence", isWorse: true, blame: [{ suspect: "unknown" }] });
		expect(judged.text).toContain("No request at all for 5 min 00 s");
	});

	it("is not judged without a before, without an after, or without the time of the deploy", () => {
		const only = (samples: readonly Sample[], more = {}) => judgeRelease(caseOf({ name: "checkout", samples }, more));
		expect(only(stretch(0, 5, ILL)).text).toContain("Nothing was measured before");
		expect(only(stretch(-180, 0, WELL)).text).toContain("Nothing has been measured since");
		expect(only(series("checkout", WELL, ILL).samples, { deployedAtMs: null }).text).toContain("is not known");
	});

	it("says what is true where little was measured before it", () => {
		const short = judgeRelease(caseOf({ name: "checkout", samples: [...stretch(-1, 0, WELL), ...stretch(0, 5, WELL)] }));
		expect(short.text).toBe("Only the last 60 s before the release were measured, which is too short to hold it against.");
		const young = { name: "checkout", samples: stretch(0, 5, WELL), nothingBefore: "the log only begins at 02:59:30" };
		expect(judgeRelease(caseOf(young)).text).toBe(
			"Nothing was measured before the release for long enough to hold it against: the log only begins at 02:59:30.",
		);
	});

	it("says how long before is, when that is less than the hours it asks for", () => {
		const samples = [...stretch(-20, 0, WELL), ...stretch(0, 5, ILL)];
		expect(judgeRelease(caseOf({ name: "checkout", samples })).text).toContain("(in the 19 min before: 1 %)");
	});

	it("bears a baseline without a single error, gaps and a change too small to act on", () => {
		const clean = { requests: 200, errors: 0 };
		expect(judgeRelease(caseOf(series("checkout", clean, clean)))).toMatchObject({ verdict: "good" });
		const gaps = series("checkout", WELL, ILL).samples.filter((_, index) => index % 7 !== 3);
		expect(judgeRelease(caseOf({ name: "checkout", samples: gaps }))).toMatchObject({ verdict: "bad" });
		const busy = series("checkout", { requests: 20_000, errors: 20 }, { requests: 20_000, errors: 60 });
		expect(judgeRelease(caseOf(busy))).toMatchObject({ verdict: "good", isWorse: false });
	});
});

function onlyP95(sample: Sample): Sample {
	if (sample.latency?.kind !== "statistics") return sample;
	return { ...sample, latency: { ...sample.latency, meanMs: null, p95Ms: (sample.latency.meanMs ?? 0) * 3 } };
}
