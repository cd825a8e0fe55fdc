import { expect, test } from "vitest";
import { FAILS, PASSES, p95Reading, ratioReading, scriptedSource } from "../testing/scripted-source.ts";
import { skippingClock } from "../testing/skipping-clock.ts";
import { RUNBOOK_THRESHOLDS } from "../testing/thresholds.ts";
import { type GateInput, settleGate } from "./gate.ts";

function input(part: Partial<GateInput>): GateInput {
	return {
		sources: [],
		thresholds: RUNBOOK_THRESHOLDS,
		windowMs: 60_000,
		notBefore: null,
		baselines: new Map(),
		clock: skippingClock("2026-11-21T03:14:00Z"),
		timeoutMs: 1_000,
		signal: new AbortController().signal,
		settleMs: 5_000,
		...part,
	};
}

test("a gate opens as soon as everything is normal", async () => {
	const ready = scriptedSource("ready", "health", FAILS, PASSES);
	const errors = scriptedSource("errors", "error-rate", ratioReading(0, 400));
	const look = await settleGate(input({ sources: [ready, errors] }));
	expect(look).toMatchObject({ isOpen: true, verification: { outcome: "healthy", at: "2026-11-21T03:14:01.000Z" } });
});

test("one signal that proves nothing keeps it shut, where a verification would go by the checks that pass", async () => {
	const ready = scriptedSource("ready", "health", PASSES);
	const few = scriptedSource("errors", "error-rate", ratioReading(0, 3));
	const look = await settleGate(input({ sources: [ready, few] }));
	expect(look).toMatchObject({ isOpen: false, verification: { outcome: "unknown", at: "2026-11-21T03:14:05.000Z" } });
	expect(look.verification.text).toContain("too little to judge by: errors 0 % of 3 requests");
});

test("what stays abnormal keeps it shut", async () => {
	const errors = scriptedSource("errors", "error-rate", ratioReading(40, 400));
	const look = await settleGate(input({ sources: [errors] }));
	expect(look).toMatchObject({ isOpen: false, verification: { outcome: "unhealthy" } });
});

test("with nothing to look at it stays shut: nothing measured never counts as well", async () => {
	expect(await settleGate(input({ settleMs: 0 }))).toMatchObject({ isOpen: false });
});

test("a latency is held against what it was before the bad release", async () => {
	const latency = scriptedSource("latency", "latency", p95Reading(80));
	expect(await settleGate(input({ sources: [latency], settleMs: 0 }))).toMatchObject({ isOpen: false });
	const baselines = new Map([["latency", p95Reading(78)]]);
	expect(await settleGate(input({ sources: [latency], settleMs: 0, baselines }))).toMatchObject({ isOpen: true });
});

test("nothing from before the batch landed is read", async () => {
	const errors = scriptedSource("errors", "error-rate", ratioReading(0, 400));
	await settleGate(input({ sources: [errors], notBefore: "2026-11-21T03:13:50Z" }));
	expect(errors.windows[0]).toEqual({ from: "2026-11-21T03:13:50.000Z", to: "2026-11-21T03:14:00.000Z" });
});

test("an abort ends the wait with what was seen so far", async () => {
	const asked = new AbortController();
	asked.abort();
	const look = await settleGate(input({ sources: [scriptedSource("ready", "health", FAILS)], settleMs: 900_000, signal: asked.signal }));
	expect(look.isOpen).toBe(false);
});
