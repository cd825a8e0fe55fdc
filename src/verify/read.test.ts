import { describe, expect, test } from "vitest";
import { missingReading } from "../core/reading.ts";
import type { Clock } from "../core/runtime.ts";
import type { Reading, SignalSource } from "../core/signal.ts";
import { PASSES, scriptedSource } from "../testing/scripted-source.ts";
import { skippingClock } from "../testing/skipping-clock.ts";
import { type ReadLimits, readInTime, seriesInTime } from "./read.ts";

const window = { from: "2026-11-21T03:00:00Z", to: "2026-11-21T03:05:00Z" };
const START = "2026-11-21T03:14:07Z";

function limits(change: Partial<ReadLimits> = {}): ReadLimits {
	return { clock: skippingClock(START), timeoutMs: 10_000, signal: new AbortController().signal, ...change };
}

/** Answers after `ms` of the clock. */
function slowSource(clock: Clock, ms: number, withinMs?: number, answer: Reading = PASSES): SignalSource {
	const waiting = async <Value>(value: Value): Promise<Value> => {
		const until = clock.now() + ms;
		while (clock.now() < until) await new Promise((resolve) => setTimeout(resolve, 1));
		return value;
	};
	return {
		...scriptedSource("slow", "health", PASSES),
		read: () => waiting(answer),
		series: () => waiting({ samples: [], detail: "slow but there" }),
		...(withinMs === undefined ? {} : { withinMs }),
	};
}

/** A clock whose sleeps end one after the other in the order of their ends, as real ones do. */
function orderedClock(): Clock {
	let now = Date.parse(START);
	return {
		now: () => now,
		async sleep(ms, signal) {
			const until = now + ms;
			while (now < until && signal?.aborted !== true) {
				await new Promise((resolve) => setTimeout(resolve, 1));
				now += 1_000;
			}
		},
	};
}

describe("a source's own time", () => {
	test("counts instead of the reader's: longer than it", async () => {
		const clock = orderedClock();
		expect(await readInTime(slowSource(clock, 15_000, 30_000), window, limits({ clock }))).toEqual(PASSES);
	});

	test("counts instead of the reader's: shorter than it", async () => {
		const clock = orderedClock();
		const reading = await readInTime(slowSource(clock, 8_000, 2_000), window, limits({ clock }));
		expect(reading).toEqual(missingReading("health", "no answer within 2000 ms"));
	});

	test("leaves the source the moment to say itself that it was too slow: that is a failure, not an unknown", async () => {
		const clock = orderedClock();
		const failed: Reading = { kind: "check", passed: false, latencyMs: null, detail: "did not answer completely within 2 s" };
		const reading = await readInTime(slowSource(clock, 2_000, 2_000, failed), window, limits({ clock }));
		expect(reading).toEqual(failed);
	});

	test("is not known for every source: the reader's counts then", async () => {
		const clock = orderedClock();
		const reading = await readInTime(slowSource(clock, 60_000), window, limits({ clock }));
		expect(reading).toEqual(missingReading("health", "no answer within 10000 ms"));
	});

	test("never outlasts the end of everything", async () => {
		const leave = new AbortController();
		const endless: SignalSource = { ...scriptedSource("endless", "health"), withinMs: 3_600_000, read: () => new Promise(() => undefined) };
		const clock: Clock = {
			now: () => 0,
			sleep: (_, signal) => new Promise((resolve) => signal?.addEventListener("abort", () => resolve())),
		};
		const reading = readInTime(endless, window, limits({ clock, signal: leave.signal }));
		leave.abort();
		expect(await reading).toEqual(missingReading("health", "interrupted before it answered"));
	});
});

describe("a series", () => {
	test("is null from a source that has none", async () => {
		expect(await seriesInTime(scriptedSource("probe", "health", PASSES), window, 60_000, limits())).toBeNull();
	});

	test("comes with its samples, and is asked for the same window and parts", async () => {
		const asked: unknown[] = [];
		const samples = [{ fromMs: 0, toMs: 1, requests: 3, errors: 1, errorRatio: null, latency: null }];
		const source: SignalSource = {
			...scriptedSource("errors", "error-rate"),
			series: async (...question) => {
				asked.push(question.slice(0, 2));
				return { samples, detail: "all known" };
			},
		};
		expect(await seriesInTime(source, window, 60_000, limits())).toEqual({ samples, detail: "all known" });
		expect(asked).toEqual([[window, 60_000]]);
	});

	test("has no samples and a reason when the source is late, or throws against its contract", async () => {
		const clock = orderedClock();
		expect(await seriesInTime(slowSource(clock, 60_000), window, 60_000, limits({ clock }))).toEqual({
			samples: [],
			detail: "no answer within 10000 ms",
		});
		const faulty: SignalSource = { ...scriptedSource("faulty", "health"), series: () => Promise.reject(new Error("a bug")) };
		expect(await seriesInTime(faulty, window, 60_000, limits())).toEqual({ samples: [], detail: "a bug" });
	});
});
