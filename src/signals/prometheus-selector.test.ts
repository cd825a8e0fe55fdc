import { expect, test } from "vitest";
import { bucketsExpression, parseHistogram } from "./prometheus-selector.ts";

test.each([
	["http_request_duration_seconds", { name: "http_request_duration_seconds", matchers: "" }],
	["  shop:latency { }  ", { name: "shop:latency", matchers: "" }],
	['x{job="shop", path!~"/health|/ready",}', { name: "x", matchers: 'job="shop", path!~"/health|/ready"' }],
	['x{quoted="a \\" } b", single=\'y\'}', { name: "x", matchers: 'quoted="a \\" } b", single=\'y\'' }],
])("%s is a histogram with its labels", (text, expected) => {
	expect(parseHistogram(text)).toEqual(expected);
});

test.each([
	"",
	"x_bucket",
	'x_sum{job="a"}',
	"x_count",
	"rate(x[1m])",
	"x[5m]",
	'x{job="a"',
	'x{job="a"} or y',
	'x{job="a"}) or vector(1',
	"x{job=shop}",
	'{job="a"}',
	"histogram_quantile(0.95, x)",
])("%j is no histogram with labels", (text) => {
	expect(parseHistogram(text)).toBeNull();
});

test("both kinds of histogram are asked for at once", () => {
	expect(bucketsExpression({ name: "x", matchers: "" }, 60_000)).toBe('sum by (le) (increase({__name__=~"x|x_bucket"}[60000ms]))');
	expect(bucketsExpression({ name: "x", matchers: 'job="a"' }, 500)).toBe(
		'sum by (le) (increase({__name__=~"x|x_bucket",job="a"}[500ms]))',
	);
});
