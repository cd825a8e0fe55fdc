import { expect, test } from "vitest";
import { checkReading } from "./sql-reading.ts";

test.each([
	[1, true],
	[-1, false],
	["x", null],
	[Number.POSITIVE_INFINITY, null],
	[Number.NEGATIVE_INFINITY, null],
	[Number.NaN, null],
])("a check that gives %s: passed is %s", (value, passed) => {
	expect(checkReading({ rows: [[[value]]], fault: null }, 1, false)).toMatchObject({ passed });
});
