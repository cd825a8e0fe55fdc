import { describe, expect, test } from "vitest";
import { createPaint } from "../paint.ts";
import { tableLines } from "./table.ts";

const plain = createPaint({ NO_COLOR: "1" }, {});
const table = {
	header: ["run", "service", "what"],
	rows: [
		["run-1", "shop", "v3 → v2: succeeded after all of its steps"],
		["run-22", "billing", ""],
	],
};

describe("a table", () => {
	test("is aligned, without spaces at the ends of lines", () => {
		expect(tableLines(table, plain, 80)).toEqual([
			"run     service  what",
			"run-1   shop     v3 → v2: succeeded after all of its steps",
			"run-22  billing",
		]);
	});

	test("wraps its last column under itself", () => {
		expect(tableLines(table, plain, 44)).toEqual([
			"run     service  what",
			"run-1   shop     v3 → v2: succeeded after",
			"                 all of its steps",
			"run-22  billing",
		]);
	});

	test("becomes blocks with the names beside the values where the terminal is too narrow", () => {
		expect(tableLines(table, plain, 34)).toEqual([
			"run-1",
			"  service shop",
			"  what v3 → v2: succeeded after",
			"    all of its steps",
			"run-22",
			"  service billing",
		]);
	});
});
