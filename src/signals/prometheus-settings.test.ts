import { expect, test } from "vitest";
import { prometheusSchema, questionOf } from "./prometheus-settings.ts";

const gives = (errors: string, requests = errors) => {
	const question = questionOf({ server: "http://p", errors, requests });
	return question.kind === "ratio" ? question.gives : "not a ratio";
};

test.each([
	["sum(rate(http_requests_total[1m]))", "rate"],
	["sum(irate(http_requests_total[1m]))", "rate"],
	["job:http_requests:rate5m", "rate"],
	["sum(increase(http_requests_total[5m]))", "increase"],
	["sum(count_over_time(errors[5m]))", "increase"],
	["sum(http_requests_total)", null],
	["sum(http_migrate_total)", null],
])("%s gives %s", (expression, expected) => {
	expect(gives(expression)).toBe(expected);
});

test("two expressions of different kinds give nothing that can be divided into counts", () => {
	expect(gives("sum(rate(x[1m]))", "sum(increase(x[1m]))")).toBe(null);
});

test("what the settings say wins over what the text shows", () => {
	expect(questionOf({ server: "http://p", errors: "e", requests: "r", gives: "increase" })).toMatchObject({ gives: "increase" });
});

test("a latency is in seconds unless it is in milliseconds", () => {
	const latency = { kind: "latency", statistic: "p99", expression: "x", msPerUnit: 1_000, isVouched: false };
	expect(questionOf({ server: "http://p", p99: "x" })).toEqual(latency);
	expect(questionOf({ server: "http://p", mean: "x", unit: "ms" })).toMatchObject({ statistic: "mean", msPerUnit: 1 });
});

test("a bad unit hides no other fault; a misspelt key is told without what then seems missing", () => {
	const told = (settings: object) =>
		prometheusSchema.safeParse(settings).error?.issues.map(({ code, path }) => `${code} ${path.join(".")}`.trim());
	const half = { server: "http://p", errors: "e" };
	expect(told({ ...half, unit: "minutes", within: "soon" })).toEqual(["invalid_value unit", "custom within", "custom"]);
	expect(told({ ...half, request: "r", unit: "minutes" })).toEqual(["invalid_value unit", "unrecognized_keys"]);
});
