import { expect, test } from "vitest";
import { figureTable } from "./figure.ts";

test("a table has one row for each figure, with three figures that count", () => {
	const figures = [
		{ group: "start-up", what: "backout --help", value: 1.337, unit: "times node -e 0" },
		{ group: "fleet", what: "1,000 runs", value: 56_174.6, unit: "ms" },
	];
	expect(figureTable(figures)).toBe(
		[
			"|          | what           | measured | unit            |",
			"| -------- | -------------- | -------: | --------------- |",
			"| start-up | backout --help |     1.34 | times node -e 0 |",
			"| fleet    | 1,000 runs     |   56,175 | ms              |",
		].join("\n"),
	);
});
