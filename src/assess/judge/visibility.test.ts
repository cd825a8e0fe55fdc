import { expect, test } from "vitest";
import { JUDGE_SETTINGS } from "./release.ts";
import { visibleAfterMs } from "./visibility.ts";

const HOURS_MS = 3 * 3_600_000;
const after = (requestsPerMinute: number, share: number) => {
	const total = (requestsPerMinute * HOURS_MS) / 60_000;
	return visibleAfterMs({ failed: Math.round(total * share), total }, HOURS_MS, JUDGE_SETTINGS);
};

test("it is said without a jump: a little more traffic shows it a little sooner", () => {
	const times = Array.from({ length: 60 }, (_, index) => after(20 + index * 2, 0.01) ?? Number.NaN);
	for (const [index, later] of times.slice(0, -1).entries()) expect(later / (times[index + 1] ?? 0)).toBeLessThan(1.15);
});

test("at one request a second a rise from 1 % is seen four times out of five within the time the simulation finds for nine of ten", () => {
	expect(after(60, 0.01)).toBeLessThan(8 * 60_000);
	expect(after(60, 0.01)).toBeGreaterThan(4 * 60_000);
});

test("it is not said where ten watches would not show it", () => {
	expect(after(3, 0.017)).toBeNull();
	expect(after(0, 0)).toBeNull();
});
