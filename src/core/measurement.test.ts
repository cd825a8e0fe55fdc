import { expect, it } from "vitest";
import { knownWindow, overWindow } from "./measurement.ts";

const ten = { from: "2026-11-21T02:00:00Z", to: "2026-11-21T02:10:00Z" };
const one = { from: "2026-11-21T02:10:00Z", to: "2026-11-21T02:11:00Z" };

it("holds a count of ten minutes against one minute as a tenth of it", () => {
	expect(overWindow({ kind: "count", count: 40, detail: "" }, ten, one)).toEqual({ kind: "count", count: 4, detail: "" });
});

it("leaves alone what does not grow with time, and what is not known", () => {
	const share = { kind: "ratio", failed: 4, total: 40, ratio: null, detail: "" } as const;
	expect(overWindow(share, ten, one)).toBe(share);
	expect(overWindow({ kind: "count", count: null, detail: "away" }, ten, one)).toMatchObject({ count: null });
});

it("counts only the part of a window that is known", () => {
	const late = { kind: "count", count: 40, detail: "", knownFrom: "2026-11-21T02:06:00.000Z" } as const;
	expect(knownWindow(late, ten)).toEqual({ from: "2026-11-21T02:06:00.000Z", to: ten.to });
	expect(overWindow(late, knownWindow(late, ten), one)).toMatchObject({ count: 10 });
	for (const knownFrom of [ten.from, ten.to, "2026-11-21T01:00:00.000Z", "2026-11-21T03:00:00.000Z", "never"])
		expect(knownWindow({ ...late, knownFrom }, ten)).toBe(ten);
	expect(knownWindow({ kind: "count", count: 40, detail: "" }, ten)).toBe(ten);
});
