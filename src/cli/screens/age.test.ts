import { describe, expect, test } from "vitest";
import { age } from "./age.ts";

const NOW = Date.parse("2026-11-21T03:00:00.000Z");

describe("how long ago", () => {
	test.each([
		["2026-11-21T02:59:18.400Z", "41 s"],
		["2026-11-21T02:47:31.000Z", "12 min"],
		["2026-11-21T00:00:00.000Z", "3 h"],
		["2026-11-20T23:55:00.000Z", "3 h 5 min"],
		["2026-11-19T02:00:00.000Z", "2 d"],
	])("%s is %s", (iso, text) => {
		expect(age(iso, NOW)).toBe(text);
	});

	test("nobody knows, or it lies in the future: nothing is said", () => {
		expect(age(null, NOW)).toBe("");
		expect(age("2026-11-21T04:00:00.000Z", NOW)).toBe("");
	});
});
