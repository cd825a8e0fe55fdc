import { expect, test } from "vitest";
import { FAILS, PASSES, ratioReading, scriptedSource } from "../testing/scripted-source.ts";
import { skippingClock } from "../testing/skipping-clock.ts";
import { RUNBOOK_THRESHOLDS } from "../testing/thresholds.ts";
import { type SettleInput, settle } from "./settle.ts";

function input(part: Partial<SettleInput>): SettleInput {
	return {
		health: [],
		smoke: [],
		signals: [],
		thresholds: RUNBOOK_THRESHOLDS,
		windowMs: 60_000,
		notBefore: null,
		baselines: {},
		clock: skippingClock("2026-11-21T03:14:00Z"),
		timeoutMs: 1_000,
		signal: new AbortController().signal,
		settleMs: 10_000,
		...part,
	};
}

test("a service that needs some seconds to start is healthy in the end, and every earlier look is told", async () => {
	const health = scriptedSource("health", "health", FAILS, FAILS, PASSES);
	const tries: string[] = [];
	const verification = await settle(input({ health: [health], onTry: (look) => tries.push(look.outcome) }));
	expect(verification.outcome).toBe("healthy");
	expect(tries).toEqual(["unhealthy", "unhealthy"]);
});

test("a service that never comes up ends with its last look when the time is over", async () => {
	const health = scriptedSource("health", "health", FAILS);
	const verification = await settle(input({ health: [health], settleMs: 3_000 }));
	expect(verification).toMatchObject({ outcome: "unhealthy", at: "2026-11-21T03:14:03.000Z" });
	expect(health.windows).toHaveLength(4);
});

test("without time to settle there is exactly one look", async () => {
	const health = scriptedSource("health", "health", FAILS);
	await settle(input({ health: [health], settleMs: 0 }));
	expect(health.windows).toHaveLength(1);
});

test("with nothing to look at nobody waits: it is unknown at once", async () => {
	const clock = skippingClock("2026-11-21T03:14:00Z");
	const verification = await settle(input({ clock, settleMs: 900_000 }));
	expect(verification).toMatchObject({ outcome: "unknown", at: "2026-11-21T03:14:00.000Z" });
	expect(clock.now()).toBe(Date.parse("2026-11-21T03:14:00Z"));
});

test("requests that failed while a check still failed are not counted against the service that then stands", async () => {
	const errors = scriptedSource("errors", "error-rate", ratioReading(30, 60), ratioReading(0, 60));
	const health = scriptedSource("health", "health", FAILS, PASSES);
	const verification = await settle(input({ health: [health], signals: [errors], notBefore: "2026-11-21T03:13:55.000Z" }));
	expect(verification.outcome).toBe("healthy");
	expect(errors.windows.map((window) => window.from)).toEqual(["2026-11-21T03:13:55.000Z", "2026-11-21T03:14:00.000Z"]);
});

test("requests that fail although every check passes keep counting: the window is not moved until they look well", async () => {
	const errors = scriptedSource("errors", "error-rate", ratioReading(6, 60));
	await settle(
		input({
			health: [scriptedSource("health", "health", PASSES)],
			signals: [errors],
			notBefore: "2026-11-21T03:13:55.000Z",
			settleMs: 2_000,
		}),
	);
	expect(new Set(errors.windows.map((window) => window.from))).toEqual(new Set(["2026-11-21T03:13:55.000Z"]));
});

test("a person who leaves gets the last look at once", async () => {
	const leave = new AbortController();
	const health = scriptedSource("health", "health", FAILS);
	const verification = await settle(input({ health: [health], settleMs: 3_600_000, signal: leave.signal, onTry: () => leave.abort() }));
	expect(verification.outcome).not.toBe("healthy");
	expect(health.windows.length).toBeLessThanOrEqual(2);
});
