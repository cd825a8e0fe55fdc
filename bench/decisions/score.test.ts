import { expect, test } from "vitest";
import { JUDGE_SETTINGS } from "../../src/assess/judge/release.ts";
import { judgeCases, scenarioTable, scoreLine, wrongCases } from "./file-report.ts";
import { type Judged, scoreOf } from "./score.ts";

const judged = (label: Judged["label"], flaggedAt: number | null): Judged => ({
	id: `${label} ${flaggedAt}`,
	scenario: "any",
	label,
	finding: { flaggedAt, text: "because" },
});

const some = [
	judged("faulty-release", 0),
	judged("faulty-release", 2),
	judged("faulty-release", null),
	judged("innocent-release", 1),
	judged("healthy-release", null),
];

test("only a faulty release is to be flagged, and the delay counts the looks before", () => {
	expect(scoreOf(some)).toEqual({
		cases: 5,
		truePositives: 2,
		falsePositives: 1,
		falseNegatives: 1,
		precision: 0.6667,
		recall: 0.6667,
		medianDelaySamples: 1,
		falseAlarmsInnocent: 1,
		falseAlarmsHealthy: 0,
	});
});

test("a ratio of nothing is null, not perfect", () => {
	expect(scoreOf([judged("healthy-release", null)])).toMatchObject({ precision: null, recall: null, medianDelaySamples: null });
	expect(judgeCases([], { name: "any", watch: () => ({ flaggedAt: 0, text: "" }) }, JUDGE_SETTINGS)).toEqual([]);
});

test("the line has the agreed fields in their order, a peer's also its name", () => {
	const agreed =
		"file,cases,truePositives,falsePositives,falseNegatives,precision,recall,medianDelaySamples,falseAlarmsInnocent,falseAlarmsHealthy";
	expect(Object.keys(JSON.parse(scoreLine("f", some, null))).join()).toBe(agreed);
	expect(JSON.parse(scoreLine("f", some, "peer"))).toMatchObject({ file: "f", method: "peer" });
});

test("the table has a row for each scenario and label, and the wrong cases are told", () => {
	expect(scenarioTable(some).split("\n").slice(2)).toEqual([
		"| any      | faulty-release   |     3 |          2 |     1 |                     1 |",
		"| any      | innocent-release |     1 |          1 |     1 |                     1 |",
		"| any      | healthy-release  |     1 |          0 |     0 |                       |",
	]);
	expect(wrongCases(some)).toEqual(["faulty-release null: missed: because", "innocent-release 1: called bad at look 1: because"]);
});
