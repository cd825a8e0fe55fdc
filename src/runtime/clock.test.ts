import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";

test("sleep resolves at once when the signal is aborted already", async () => {
	await systemClock.sleep(60_000, AbortSignal.abort());
});

test("sleep resolves when the signal aborts half-way", async () => {
	const controller = new AbortController();
	const asleep = systemClock.sleep(60_000, controller.signal);
	controller.abort();
	await asleep;
});

test("sleep lets at least its time pass", async () => {
	const before = systemClock.now();
	await systemClock.sleep(20);
	expect(systemClock.now() - before).toBeGreaterThanOrEqual(19);
});
