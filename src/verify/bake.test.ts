import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signalFrom } from "../core/judgement.ts";
import type { Reading } from "../core/signal.ts";
import type { Verification } from "../core/verification.ts";
import { PASSES, p95Reading, ratioReading } from "../testing/scripted-source.ts";
import { RUNBOOK_THRESHOLDS } from "../testing/thresholds.ts";
import { bakeSchedule, judgeBake } from "./bake.ts";

test("half an hour is 60 looks 30 seconds apart", () => {
	expect(bakeSchedule(1_800_000)).toEqual({ intervalMs: 30_000, samples: 60 });
});

test("a short bake looks once a second, and no bake does not look", () => {
	expect(bakeSchedule(10_000)).toEqual({ intervalMs: 1_000, samples: 10 });
	expect(bakeSchedule(400)).toEqual({ intervalMs: 1_000, samples: 1 });
	expect(bakeSchedule(0)).toEqual({ intervalMs: 1_000, samples: 0 });
});

test("every bake has at most 60 looks at least a second apart and lasts as long as was asked", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 7 * 86_400_000 }), (bakeMs) => {
			const { intervalMs, samples } = bakeSchedule(bakeMs);
			expect(samples).toBeGreaterThanOrEqual(1);
			expect(samples).toBeLessThanOrEqual(60);
			expect(intervalMs).toBeGreaterThanOrEqual(1_000);
			expect(Math.abs(intervalMs * samples - bakeMs)).toBeLessThan(1_000 + samples);
		}),
	);
});

const LETTERS = { h: "healthy", b: "unhealthy", u: "unknown" } as const;

const WINDOW = { from: "2026-11-21T03:14:00.000Z", to: "2026-11-21T03:14:30.000Z" };
const CHECK = signalFrom({ name: "health", source: "http", measure: "health" }, WINDOW, PASSES, null, RUNBOOK_THRESHOLDS, "after");

function looks(letters: string): readonly Verification[] {
	return [...letters].map((letter, index) => {
		const outcome = letter === "h" ? LETTERS.h : letter === "b" ? LETTERS.b : LETTERS.u;
		return { outcome, at: new Date(index * 1_000).toISOString(), signals: [CHECK], text: `look ${index + 1}` };
	});
}

function judged(letters: string): string {
	return judgeBake(looks(letters), RUNBOOK_THRESHOLDS).outcome;
}

test("one blip is not a failure, two bad looks in a row are", () => {
	expect(judged("hhbhhh")).toBe("healthy");
	expect(judged("hhbbhh")).toBe("unhealthy");
	expect(judgeBake(looks("hhbhhh"), RUNBOOK_THRESHOLDS).text).toBe("stayed well over 6 looks, 1 blip; last: 1 of 1 check passes");
	expect(judgeBake(looks("hhbbhh"), RUNBOOK_THRESHOLDS).text).toBe("2 bad looks in a row in 6 looks: look 4");
});

test("an unknown look between two bad ones excuses nothing", () => {
	expect(judged("hhbubhh")).toBe("unhealthy");
});

test("flapping is a failure although no two bad looks are in a row", () => {
	expect(judged("hbhbhbhh")).toBe("unhealthy");
	expect(judged(`${"h".repeat(20)}b${"h".repeat(20)}b${"h".repeat(18)}`)).toBe("healthy");
});

test("the only look being bad is a failure; a bad look at the very end asks for another", () => {
	expect(judged("b")).toBe("unhealthy");
	expect(judged("uub")).toBe("unhealthy");
	expect(judged("hhhb")).toBe("unknown");
	expect(judged("hhhbh")).toBe("healthy");
});

test("nothing known, or mostly nothing known, is unknown", () => {
	expect(judged("uuuu")).toBe("unknown");
	expect(judged("huuu")).toBe("unknown");
	expect(judged("hhhu")).toBe("healthy");
});

test("no look at all is a mistake of the caller and says so", () => {
	expect(() => judgeBake([], RUNBOOK_THRESHOLDS)).toThrow("A bake without a single look cannot be judged.");
});

test("once two bad looks in a row were seen no later look makes the bake healthy", () => {
	const letters = fc.array(fc.constantFrom("h", "b", "u"), { maxLength: 20 }).map((list) => list.join(""));
	fc.assert(
		fc.property(letters, letters, (before, after) => {
			expect(judged(`${before}bb${after}`)).toBe("unhealthy");
		}),
	);
});

function quietLooks(failures: readonly number[]): readonly Verification[] {
	return failures.map((failed, index) => {
		const window = { from: new Date(index * 1_000).toISOString(), to: new Date(index * 1_000 + 1_000).toISOString() };
		const source = { name: "errors", source: "prometheus", measure: "error-rate" } as const;
		const signal = signalFrom(source, window, ratioReading(failed, 6), null, RUNBOOK_THRESHOLDS, "after");
		return { outcome: "healthy", at: window.to, signals: [signal], text: "1 of 1 check passes" };
	});
}

test("errors too few to judge in any single look are pooled over the looks", () => {
	const bake = judgeBake(quietLooks([0, 1, 0, 2, 0, 1, 0, 0]), RUNBOOK_THRESHOLDS);
	expect(bake.outcome).toBe("unhealthy");
	expect(bake.text).toContain("errors: 8.3 % of 48 requests failed");
});

test("a single bad look among quiet ones stays a blip", () => {
	expect(judgeBake(quietLooks([0, 0, 3, 0, 0, 0, 0, 0]), RUNBOOK_THRESHOLDS).outcome).toBe("healthy");
});

test("looks whose windows overlap are not counted twice", () => {
	const [first] = quietLooks([1]);
	const same = Array.from({ length: 10 }, () => first).filter((look) => look !== undefined);
	expect(judgeBake(same, RUNBOOK_THRESHOLDS).outcome).toBe("healthy");
});

describe("what a bake showed", () => {
	const look = (index: number, measured: readonly (readonly ["error-rate" | "latency", Reading])[]): Verification => {
		const window = { from: new Date(index * 30_000).toISOString(), to: new Date((index + 1) * 30_000).toISOString() };
		const signals = measured.map(([measure, reading]) =>
			signalFrom({ name: measure, source: "log", measure }, window, reading, p95Reading(80), RUNBOOK_THRESHOLDS, "after"),
		);
		return { outcome: "healthy", at: window.to, signals: [...signals, CHECK], text: "" };
	};
	const bakeOf = (...all: readonly (readonly [number, number])[]) =>
		judgeBake(
			all.map(([failed, total], index) => look(index, [["error-rate", ratioReading(failed, total)]])),
			RUNBOOK_THRESHOLDS,
		);

	test("is told of all looks together where the last one was too quiet to tell", () => {
		const bake = bakeOf([0, 400], [1, 400], [0, 3]);
		expect(bake.text).toBe("stayed well over 3 looks; over all looks: errors 0.1 % of 803 requests (limit 1 %); last: 1 of 1 check passes");
		expect(bake.signals[0]).toMatchObject({
			state: "normal",
			window: { from: "1970-01-01T00:00:00.000Z", to: "1970-01-01T00:01:30.000Z" },
		});
		expect(bakeOf([0, 12], [0, 11], [0, 0]).signals[0]?.state).toBe("normal");
	});

	test("is too little where all looks together saw too little, with their sum", () => {
		const bake = bakeOf([0, 3], [0, 4], [0, 3]);
		expect(bake.text).toBe(
			"stayed well over 3 looks; over all looks: too little to judge by: errors 0 % of 10 requests (limit 1 %); last: 1 of 1 check passes",
		);
		expect(bake.signals[0]?.state).toBe("unknown");
	});

	test("is not called normal for the sake of a blip that all looks together would not bear", () => {
		expect(bakeOf([0, 30], [2, 15], [0, 3])).toMatchObject({ outcome: "healthy", signals: [{ state: "unknown" }, {}] });
	});

	test("is of the newest latency that had enough requests", () => {
		const p95 = (ms: number, samples: number): Reading => ({ kind: "latency", ms, statistic: "p95", samples, detail: "" });
		const looks = [p95(84, 400), p95(90, 400), p95(200, 3)].map((reading, index) => look(index, [["latency", reading]]));
		expect(judgeBake(looks, RUNBOOK_THRESHOLDS).text).toBe(
			"stayed well over 3 looks; in the newest look with enough requests: p95 90 ms (before 80 ms); last: 1 of 1 check passes",
		);
	});

	test("is the last look where that says it all", () => {
		expect(bakeOf([0, 400], [0, 410]).text).toBe(
			"stayed well over 2 looks; last: errors 0 % of 410 requests (limit 1 %), 1 of 1 check passes",
		);
	});
});

describe("a bake that only its traffic can judge", () => {
	/** Looks of a second each, after a settle time that ended when the first one began. */
	const counted = (failed: number, total: number, fromMs: number, toMs: number): Verification => {
		const window = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
		const source = { name: "errors", source: "log", measure: "error-rate" } as const;
		const signal = signalFrom(source, window, ratioReading(failed, total), null, RUNBOOK_THRESHOLDS, "after");
		const outcome = { normal: LETTERS.h, abnormal: LETTERS.b, unknown: LETTERS.u }[signal.state];
		return { outcome, at: window.to, signals: [signal], text: signal.text };
	};
	const bakeOf = (totals: readonly number[], settled: Verification | null = null) =>
		judgeBake(
			totals.map((total, index) => counted(0, total, index * 1_000, (index + 1) * 1_000)),
			RUNBOOK_THRESHOLDS,
			settled,
		);

	test("is well when all looks together have enough requests, though none has them alone", () => {
		const bake = bakeOf([19, 19, 18, 19, 19, 19]);
		expect(bake).toMatchObject({ outcome: "healthy", signals: [{ state: "normal" }] });
		expect(bake.text).toBe("stayed well over 6 looks; over all looks: errors 0 % of 113 requests (limit 1 %)");
		expect(bakeOf([5, 0, 0, 5, 0, 5, 0, 0, 5, 0]).outcome).toBe("healthy");
	});

	test("counts what was seen before the bake in", () => {
		expect(bakeOf([6, 6]).outcome).toBe("unknown");
		expect(bakeOf([6, 6], counted(0, 10, -60_000, 0)).outcome).toBe("healthy");
		expect(bakeOf([6, 6], counted(0, 40, -60_000, 0)).outcome).toBe("healthy");
	});

	test("counts failures from before the bake in too", () => {
		const settled = counted(2, 15, -60_000, 0);
		const bake = judgeBake([counted(1, 10, 0, 1_000), counted(0, 10, 1_000, 2_000)], RUNBOOK_THRESHOLDS, settled);
		expect(bake).toMatchObject({ outcome: "unhealthy", text: expect.stringContaining("8.6 % of 35 requests failed") });
	});

	test("is unknown when all looks together have too few, and says what would make it known", () => {
		const bake = bakeOf([2, 1, 2, 1, 2, 2]);
		expect(bake.outcome).toBe("unknown");
		expect(bake.text).toBe(
			"0 of 6 looks could be judged: all looks together saw too little to judge by: errors 0 % of 10 requests (limit 1 %); " +
				"20 requests are needed, for which this traffic takes 12 s (`bake`); a health check or a smoke test would tell without any traffic",
		);
	});

	test("is unknown when the traffic ends: silence after a burst, or after the settle time, is not well", () => {
		expect(bakeOf([15, 15, 0, 0, 0, 0, 0, 0]).outcome).toBe("unknown");
		expect(bakeOf([0, 0, 0, 0], counted(0, 400, -60_000, 0)).outcome).toBe("unknown");
	});

	test("is unknown when its looks were blind and not only quiet", () => {
		const blind = { ...counted(0, 3, 0, 1_000), signals: [], text: "no answer" };
		expect(judgeBake([blind, blind, blind, counted(0, 25, 3_000, 4_000)], RUNBOOK_THRESHOLDS).outcome).toBe("unknown");
	});
});
