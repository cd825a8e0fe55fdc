import { expect, test } from "vitest";
import { readsRawCounter, risesLikeCounter } from "./raw-counter.ts";

test.each([
	"sum(http_requests_total)",
	'http_requests_total{status=~"5.."}',
	"sum by (job) (http_request_duration_seconds_count) or vector(0)",
	"http_seconds_sum / http_seconds_count",
	"histogram_quantile(0.95, sum by (le) (http_seconds_bucket))",
	'sum(http_requests_total{path="[5m]"}) ',
])("%s reads a counter as it stands", (expression) => {
	expect(readsRawCounter(expression)).toBe(true);
});

test.each([
	"sum(rate(http_requests_total[1m]))",
	"max_over_time(http_requests_total[5m:1m])",
	"http_requests_total - http_requests_total offset 5m",
	"job:http_requests_total:rate5m",
	"asking_now",
	'up{job="x_total"}',
	"sum by (some_total) (asking_now)",
	'count_values("version", build_info)',
])("%s does not", (expression) => {
	expect(readsRawCounter(expression)).toBe(false);
});

test("values that never fall and nearly always rise are a counter's, whatever it is called", () => {
	const rising = Array.from({ length: 12 }, (_, index) => index * 40);
	expect(risesLikeCounter(rising)).toBe(true);
	expect(risesLikeCounter(rising.toSpliced(4, 1, 120))).toBe(true);
	expect(risesLikeCounter(rising.slice(0, 9))).toBe(false);
	expect(risesLikeCounter(rising.toSpliced(6, 1, 900))).toBe(false);
	expect(risesLikeCounter(new Array<number>(12).fill(40))).toBe(false);
	expect(risesLikeCounter([])).toBe(false);
});
