import fc from "fast-check";
import { expect, test } from "vitest";
import { cutFor, knownIn, momentsOfPart } from "./prometheus-parts.ts";

const fromMs = Date.parse("2026-11-21T03:00:00.000Z");
const windowOf = (ms: number) => ({ from: new Date(fromMs).toISOString(), to: new Date(fromMs + ms).toISOString() });

test("a part as long as the range has one moment, at its end", () => {
	const cut = cutFor(windowOf(180_000), 60_000, 60_000);
	expect(cut).toMatchObject({
		partMs: 60_000,
		momentsInPart: 1,
		moments: { startMs: fromMs + 60_000, endMs: fromMs + 180_000, stepMs: 60_000 },
	});
});

test("a longer part is tiled by ranges, and its moments end with it", () => {
	const cut = cutFor(windowOf(120_000), 60_000, 15_000);
	const [, second] = cut.parts;
	if (second === undefined) throw new Error("two parts were asked for");
	expect(momentsOfPart(second, cut).map((moment) => moment - fromMs)).toEqual([75_000, 90_000, 105_000, 120_000]);
});

test("a part shorter than the range grows to a multiple of itself, so that no two samples share a request", () => {
	const cut = cutFor(windowOf(600_000), 60_000, 150_000);
	expect(cut).toMatchObject({ partMs: 180_000, momentsInPart: 1 });
	expect(cut.parts).toHaveLength(3);
});

test("no whole part, no moments", () => {
	expect(cutFor(windowOf(59_999), 60_000, null)).toMatchObject({ parts: [], moments: null });
});

test("Prometheus is never asked for more points than it gives, every moment is asked for, and tiles are no shorter than the range", () => {
	const durations = fc.tuple(
		fc.integer({ min: 1_000, max: 40_000_000 }),
		fc.constantFrom(10_000, 60_000, 300_000),
		fc.constantFrom(null, 200, 7_000, 60_000, 420_000),
	);
	fc.assert(
		fc.property(durations, ([windowMs, partMs, rangeMs]) => {
			const cut = cutFor(windowOf(windowMs), partMs, rangeMs);
			if (cut.moments === null) return;
			const { startMs, endMs, stepMs } = cut.moments;
			const asked = cut.parts.flatMap((part) => momentsOfPart(part, cut));
			expect(asked).toEqual(Array.from({ length: asked.length }, (_, index) => startMs + index * stepMs));
			expect(asked.at(-1)).toBe(endMs);
			expect(asked.length).toBeLessThanOrEqual(11_000);
			expect(stepMs).toBeGreaterThanOrEqual(rangeMs ?? 0);
			expect(cut.partMs % partMs).toBe(0);
		}),
	);
});

test("half of a part's moments are enough to speak of it, fewer are not", () => {
	const known = (...moments: readonly number[]) => knownIn([1, 2, 3, 4], (moment) => moments.includes(moment));
	expect(known(2, 4)).toEqual([2, 4]);
	expect(known(4)).toBeNull();
	expect(knownIn([], () => true)).toBeNull();
});
