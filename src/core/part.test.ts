import { expect, test } from "vitest";
import { partsOf } from "./part.ts";

const window = { from: "2026-11-21T03:00:00.000Z", to: "2026-11-21T03:02:30.000Z" };
const fromMs = Date.parse(window.from);

test("a window is cut from its beginning; what is left at the end is not yet a part", () => {
	expect(partsOf(window, 60_000)).toEqual([
		{ fromMs, toMs: fromMs + 60_000 },
		{ fromMs: fromMs + 60_000, toMs: fromMs + 120_000 },
	]);
	expect(partsOf(window, 30_000)).toHaveLength(5);
});

test("a window shorter than a part, a reversed one, and times or lengths that are none have no parts", () => {
	expect(partsOf(window, 150_001)).toEqual([]);
	expect(partsOf({ from: window.to, to: window.from }, 1_000)).toEqual([]);
	expect(partsOf({ from: "soon", to: window.to }, 1_000)).toEqual([]);
	for (const partMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(partsOf(window, partMs)).toEqual([]);
});
