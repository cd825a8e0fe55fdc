import { expect, test } from "vitest";
import { formatCount, formatQuantity, formatShare } from "./number.ts";

test("a share is a short percentage", () => {
	expect([0, 0.002, 0.05, 0.0812, 1].map(formatShare)).toEqual(["0 %", "0.2 %", "5 %", "8.1 %", "100 %"]);
});

test("a few failures are never shown as none, and almost all never as all", () => {
	expect(formatShare(0.0004)).toBe("0.04 %");
	expect(formatShare(0.000001)).toBe("< 0.01 %");
	expect(formatShare(0.99995)).toBe("99.99 %");
});

test("counts have their thousands separated and their noun in the right number", () => {
	expect(formatCount(1234567)).toBe("1,234,567");
	expect(formatQuantity(1, "request")).toBe("1 request");
	expect(formatQuantity(3980, "request")).toBe("3,980 requests");
});
