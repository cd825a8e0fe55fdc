import { describe, expect, it } from "vitest";
import type { Thresholds } from "./config.ts";
import { beforePhrase, judgeReading, signalFrom } from "./judgement.ts";
import type { Reading } from "./signal.ts";

const thresholds: Thresholds = {
	errorsAct: 0.05,
	errorsInvestigate: 0.01,
	slowerAct: 1.5,
	slowerInvestigate: 1.2,
	errorsAfter: 0.02,
	investigateMs: 300_000,
	minimumRequests: 20,
	windowMs: 60_000,
};

const ratio = (failed: number | null, total: number | null, share: number | null = null): Reading => ({
	kind: "ratio",
	failed,
	total,
	ratio: share,
	detail: "from prometheus",
});
const latency = (ms: number | null, samples: number | null = null, statistic: "p95" | "mean" = "p95"): Reading => ({
	kind: "latency",
	ms,
	statistic,
	samples,
	detail: "from prometheus",
});
const check = (passed: boolean | null, detail = ""): Reading => ({ kind: "check", passed, latencyMs: 84, detail });
const count = (matches: number | null): Reading => ({ kind: "count", count: matches, detail: "app.log is gone" });

const judge = (reading: Reading, baseline: Reading | null = null) => judgeReading("error-rate", reading, baseline, thresholds);

describe("a share of failed requests", () => {
	it("is told with what it was before", () => {
		expect(judge(ratio(33, 412), ratio(8, 3980))).toEqual({
			state: "abnormal",
			text: "8 % of 412 requests failed (before: 0.2 % of 3,980)",
		});
	});
	it("is abnormal at its limit and normal below it", () => {
		expect(judge(ratio(10, 1000)).state).toBe("abnormal");
		expect(judge(ratio(9, 1000)).state).toBe("normal");
	});
	it("is never abnormal without a single failure, even with a limit of nothing", () => {
		expect(judgeReading("error-rate", ratio(0, 100), null, { ...thresholds, errorsInvestigate: 0 }).state).toBe("normal");
	});
	it("is held against errorsAfter once the rollback is done", () => {
		expect(judgeReading("error-rate", ratio(15, 1000), null, thresholds, "after").state).toBe("normal");
		expect(judgeReading("error-rate", ratio(20, 1000), null, thresholds, "after").state).toBe("abnormal");
	});
	it("is unknown when nothing was measured, and says why", () => {
		expect(judge(ratio(null, null))).toEqual({ state: "unknown", text: "the error rate is not known: from prometheus" });
	});
	it("is unknown without requests: no traffic is not health", () => {
		expect(judge(ratio(0, 0, 0)).state).toBe("unknown");
	});
	it("is unknown below the least number of requests", () => {
		expect(judge(ratio(0, 19))).toEqual({
			state: "unknown",
			text: "0 % of 19 requests failed: fewer than 20 requests are not enough evidence",
		});
	});
	it("is judged by the share alone where the counts are not known", () => {
		expect(judge(ratio(null, null, 0.081), ratio(null, null, 0.002))).toEqual({
			state: "abnormal",
			text: "8.1 % of requests failed (before: 0.2 %)",
		});
	});
	it("forgives two extrapolated counters that disagree a little, and refuses queries that cannot be right", () => {
		expect(judge(ratio(104, 100)).text).toBe("100 % of 100 requests failed");
		expect(judge(ratio(300, 100)).state).toBe("unknown");
		expect(judge(ratio(null, null, Number.NaN)).state).toBe("unknown");
		expect(judge(ratio(-3, 100)).state).toBe("unknown");
	});
});

describe("a latency", () => {
	it("is abnormal when it is more than slowerInvestigate times what it was", () => {
		expect(judge(latency(130), latency(100))).toEqual({ state: "abnormal", text: "p95 130 ms (before: 100 ms)" });
		expect(judge(latency(120), latency(100)).state).toBe("normal");
	});
	it("is unknown without a baseline, or with one of another statistic", () => {
		expect(judge(latency(130))).toEqual({ state: "unknown", text: "p95 130 ms, and no earlier p95 to hold it against" });
		expect(judge(latency(130), latency(100, null, "mean")).state).toBe("unknown");
		expect(judge(latency(130), latency(null)).state).toBe("unknown");
	});
	it("does not take the noise of timers for slowness", () => {
		expect(judge(latency(9), latency(2)).state).toBe("normal");
	});
	it("is unknown with too few samples on either side", () => {
		expect(judge(latency(300, 5), latency(100)).state).toBe("unknown");
		expect(judge(latency(300, 50), latency(100, 5)).state).toBe("unknown");
	});
});

describe("a check", () => {
	it("passes, fails or could not be made", () => {
		expect(judgeReading("health", check(true), null, thresholds)).toEqual({ state: "normal", text: "the check passes in 84 ms" });
		expect(judgeReading("health", check(false, "status 503"), null, thresholds)).toEqual({
			state: "abnormal",
			text: "the check fails: status 503",
		});
		expect(judgeReading("smoke", check(null, "curl is missing"), null, thresholds)).toEqual({
			state: "unknown",
			text: "the smoke test could not be made: curl is missing",
		});
	});
});

describe("a count of log lines", () => {
	it("is abnormal when it rose beyond chance", () => {
		expect(judge(count(40), count(9))).toEqual({ state: "abnormal", text: "40 matches (before: 9)" });
		expect(judge(count(14), count(9)).state).toBe("normal");
	});
	it("needs three new lines to be a trend where there were none", () => {
		expect(judge(count(2), count(0)).state).toBe("normal");
		expect(judge(count(3), count(0)).state).toBe("abnormal");
	});
	it("is normal at nothing, and unknown where there is nothing to hold it against", () => {
		expect(judge(count(0)).state).toBe("normal");
		expect(judge(count(1)).text).toBe("1 match, and no earlier count to hold it against");
		expect(judge(count(null))).toEqual({ state: "unknown", text: "the count is not known: app.log is gone" });
	});
});

it("a signal carries its source, its window, both readings and the verdict", () => {
	const window = { from: "2026-11-21T03:00:00Z", to: "2026-11-21T03:01:00Z" };
	const source = { name: "errors", source: "prometheus", measure: "error-rate" } as const;
	expect(signalFrom(source, window, ratio(33, 412), null, thresholds)).toEqual({
		...source,
		window,
		reading: ratio(33, 412),
		baseline: null,
		state: "abnormal",
		text: "8 % of 412 requests failed",
	});
});

describe("how long before was", () => {
	it("is told where it is known, for the judge beside it looks further back", () => {
		const told = (reading: Reading, baseline: Reading) => judgeReading("latency", reading, baseline, thresholds, "live", 600_000).text;
		expect(told(ratio(33, 412), ratio(8, 3980))).toBe("8 % of 412 requests failed (in the 10 min before: 0.2 % of 3,980)");
		expect(told(latency(300), latency(100))).toBe("p95 300 ms (in the 10 min before: 100 ms)");
		expect(told(count(12), count(3))).toBe("12 matches (in the 10 min before: 3)");
	});
	it.each([
		[45_000, "45 s"],
		[60_000, "60 s"],
		[599_000, "10 min"],
		[6_000_000, "100 min"],
		[10_770_000, "3 h"],
	])("is %i ms in whole units", (ms, text) => {
		expect(beforePhrase(ms)).toBe(`in the ${text} before`);
	});
});
