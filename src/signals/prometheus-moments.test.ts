import fc from "fast-check";
import { expect, test } from "vitest";
import { longestRange, momentList, momentsIn } from "./prometheus-moments.ts";

const windowOf = (ms: number) => ({
	from: "2026-11-21T03:00:00.000Z",
	to: new Date(Date.parse("2026-11-21T03:00:00.000Z") + ms).toISOString(),
});
const fromMs = Date.parse("2026-11-21T03:00:00.000Z");

test("values that look back a minute tile a window of five", () => {
	const moments = momentList(momentsIn(windowOf(300_000), ["sum(rate(x[1m]))"]));
	expect(moments.map((moment) => moment - fromMs)).toEqual([60_000, 120_000, 180_000, 240_000, 300_000]);
});

test("a range that covers the window is asked once, at the end", () => {
	expect(momentList(momentsIn(windowOf(60_000), ["rate(x[5m])"]))).toEqual([fromMs + 60_000]);
});

test("the longest of several ranges counts, subqueries included, and what is no range does not", () => {
	expect(longestRange(["rate(x[30s])", "max_over_time(y[1h30m:1m])"])).toBe(5_400_000);
	expect(longestRange(['sum(x{status=~"[45].."})'])).toBe(null);
});

test("a recording rule's name says how far it looks back", () => {
	expect(longestRange(["job:http_requests:rate5m"])).toBe(300_000);
	expect(longestRange(['sum(job:errors:increase1m{job="x"})', "rate(y[30s])"])).toBe(60_000);
	expect(longestRange(["http_rate5m_total", "job:corate5m"])).toBe(null);
});

test("whatever the window, the last moment is its end and the first look back does not begin before it by more than a part", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 86_400_000 }),
			fc.constantFrom("x", "rate(x[1s])", "rate(x[1m])", "rate(x[7m])"),
			(ms, expression) => {
				const moments = momentsIn(windowOf(ms), [expression]);
				const list = momentList(moments);
				expect(list.at(-1)).toBe(fromMs + ms);
				expect(list.length).toBeLessThanOrEqual(60);
				expect((list[0] ?? 0) - moments.stepMs).toBeGreaterThanOrEqual(fromMs - 1);
				const rangeMs = longestRange([expression]);
				if (list.length > 1 && rangeMs !== null) expect(moments.stepMs).toBeGreaterThanOrEqual(rangeMs);
			},
		),
	);
});
