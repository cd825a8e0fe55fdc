import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newTemplates } from "./new-templates.ts";

const limits = { exposure: 1, mask: (text: string) => text };
const ESC = String.fromCharCode(27);

/** Templates that are new, as texts. */
function found(before: readonly string[], after: readonly string[]): readonly string[] {
	return newTemplates(before, after, limits).map(({ template }) => template);
}

function times(count: number, line: (index: number) => string): readonly string[] {
	return Array.from({ length: count }, (_, index) => line(index));
}

describe("a kind of line", () => {
	test("that was never seen before is new, with its count and its first line", () => {
		const before = times(50, (index) => `2026-11-21T02:00:00Z INFO order ${index} placed`);
		const failing = times(3, (index) => `2026-11-21T03:00:0${index}Z ERROR order ${index} failed: gateway closed`);
		expect(newTemplates(before, [...before, ...failing], limits)).toEqual([
			{
				template: "ERROR order <*> failed: gateway closed",
				count: 3,
				countBefore: 0,
				isErrorLike: true,
				first: "2026-11-21T03:00:00Z ERROR order 0 failed: gateway closed",
			},
		]);
	});

	test("that was there before is not new, whatever its numbers, names and addresses are", () => {
		const line = (index: number) =>
			`INFO user u${index * 7919}x from 10.0.0.${index} took ${index}ms for /orders/${index} id=${index}a7b8c9d0e1f2`;
		expect(
			found(
				times(20, line),
				times(20, (index) => line(index + 100)),
			),
		).toEqual([]);
	});

	test("that is more than ten times as frequent is told with both counts; ten times is not", () => {
		const calm = times(200, (index) => `INFO tick ${index}`);
		const retry = (count: number) => [...calm, ...times(count, (index) => `WARN retry ${index} of the queue`)];
		expect(newTemplates(retry(1), retry(11), limits)).toMatchObject([
			{ template: "WARN retry <*> of the queue", count: 11, countBefore: 1 },
		]);
		expect(found(retry(1), retry(10))).toEqual([]);
	});

	test("that came up with the traffic, or in a longer time, is no news", () => {
		const traffic = (count: number) => times(count, (index) => `INFO GET ${index}`);
		const slow = (count: number) => times(count, (index) => `INFO slow query ${index}`);
		expect(found([...traffic(10), ...slow(1)], [...traffic(1_000), ...slow(90)])).toEqual([]);
		const quiet = [...traffic(100), ...slow(1)];
		expect(newTemplates(quiet, [...traffic(100), ...slow(90)], { ...limits, exposure: 12 })).toEqual([]);
	});

	test("with a new reason is new, though the rest of it was seen", () => {
		const before = times(9, () => "ERROR payment failed: declined");
		expect(found(before, ["ERROR payment failed: timeout"])).toEqual(["ERROR payment failed: timeout"]);
	});

	test("with a name that nobody has seen is not new where names differ anyway", () => {
		const names = ["ana", "bob", "eve", "joe", "kim", "liv"];
		const login = (name: string) => `user ${name} logged in`;
		expect(found(names.map(login), [login("max"), login("zoe")])).toEqual([]);
		const many = times(300, (index) =>
			login(`${"abcdefghij"[index % 10]}${"klmnopqrst"[Math.floor(index / 10) % 10]}${"uvw"[Math.floor(index / 100)]}`),
		);
		expect(found(many.slice(0, 150), many.slice(150))).toEqual([]);
	});
});

describe("the order", () => {
	test("is failures first, then what was never seen, then the most frequent; five at most", () => {
		const before = [...times(100, () => "INFO ok"), "INFO cache miss"];
		const after = [
			...times(100, () => "INFO ok"),
			...times(60, () => "INFO cache miss"),
			...times(40, () => "INFO feature on for everybody"),
			...times(2, () => "ERROR no stock left"),
			...times(3, () => "panic: nil map in checkout"),
		];
		expect(found(before, after)).toEqual([
			"panic: nil map in checkout",
			"ERROR no stock left",
			"INFO feature on for everybody",
			"INFO cache miss",
		]);
		expect(
			found(
				[],
				times(9, (index) => `${"abcdefghi"[index]} is a word of its own here`),
			),
		).toHaveLength(5);
	});

	test("does not take the words of a success for a failure", () => {
		expect(newTemplates([], ["import done with 0 errors"], limits)).toMatchObject([{ isErrorLike: false }]);
	});
});

describe("a stack trace", () => {
	const java = [
		"2026-11-21 03:00:00 ERROR request failed",
		"java.lang.IllegalStateException: no session",
		"\tat com.shop.Cart.open(Cart.java:10)",
		"Caused by: java.net.ConnectException: Connection refused",
		"\t... 12 more",
	];

	test("belongs to its first line and names its cause, line by line and joined", () => {
		for (const lines of [java, [java.join("\n")]]) {
			const [template, ...more] = newTemplates(["2026-11-21 02:00:00 INFO fine"], lines, limits);
			expect(more.filter(({ template: text }) => text.includes("Cart"))).toEqual([]);
			expect([template, ...more].at(-1)?.template).toContain("Caused by: java.net.ConnectException: Connection refused");
		}
	});

	test("belongs to its first line when docker or kubectl put a time before every line; a logger's padding is no stack trace", () => {
		const stamped = (lines: readonly string[]) => lines.map((line) => `[pod/checkout-1/app] 2026-11-21T03:01:00.123456789Z ${line}`);
		const trace = ["Error: no stock", "    at load (/srv/stock.js:10:5)", "    at serve (/srv/app.js:44:9)"];
		expect(found([], stamped(trace))).toHaveLength(1);
		expect(found([], stamped(["INFO ready", " WARN slow disk", " INFO still ready then"]))).toHaveLength(3);
	});

	test("with another cause than before is new", () => {
		const trace = (cause: string) => [
			"ERROR in a request",
			"Traceback (most recent call last):",
			'  File "/srv/app.py", line 7, in serve',
			cause,
		];
		expect(found(trace("KeyError: 'sku'"), trace("KeyError: 'price'"))).toEqual([]);
		expect(found(trace("KeyError: 'sku'"), trace("ZeroDivisionError: division by zero"))).toEqual([
			"ERROR in a request ← ZeroDivisionError: division by zero",
		]);
	});
});

test.each([
	[
		"a JSON line by its level and message",
		'{"level":50,"time":1795230060000,"reqId":"a1","msg":"order 7 failed","err":{"message":"no stock"}}',
		"error order <*> failed no stock",
	],
	["a JSON line without a message by its keys", '{"status":500,"path":"/x"}', "path status"],
	[
		"logfmt with its message",
		'time=2026-11-21T03:00:00Z level=error msg="order failed" user="ana"',
		"time=<*> level=error msg=order failed user=<*>",
	],
	["an error code as a word", "ORA-00942: table 17 is gone", "ORA-00942: table <*> is gone"],
	["an access log by its shape", '203.0.113.7 - ana [21/Nov/2026:00:01:00 -0300] "GET /x HTTP/1.1" 500 12', "ana [<*>] <*>"],
	["a prefix of a log shipper", "shop-api  | 2026-11-21T03:01:00Z ERROR boom", "shop-api | <*> ERROR boom"],
])("%s", (_, line, template) => {
	expect(found([], [line])).toEqual([template]);
});

describe("hostile text", () => {
	test("loses its terminal sequences and control characters", () => {
		const [only] = newTemplates([], [`${ESC}[31mERROR${ESC}[0m ${ESC}]0;owned\u0007\u202eboom\r\nat x`], limits);
		expect(only).toMatchObject({ template: "ERROR boom", first: "ERROR boom" });
	});

	test.each([
		["a megabyte in one line", "x".repeat(1_000_000)],
		["a megabyte of quotes", '"'.repeat(1_000_000)],
		["a megabyte of colons", "a:".repeat(500_000)],
		["a megabyte of line ends", "\n".repeat(1_000_000)],
		["a megabyte of half a JSON", '{"msg":'.repeat(150_000)],
	])("of %s is cut", (_, line) => {
		for (const { template, first } of newTemplates(
			[],
			times(100, () => line),
			limits,
		)) {
			expect(template.length).toBeLessThanOrEqual(256);
			expect(first.length).toBeLessThanOrEqual(200);
		}
	});

	test("of random lines ends, and still shows the failure among them", () => {
		const random = times(20_000, (index) =>
			times(12, (word) =>
				Math.imul(index + 7, word + 131)
					.toString(36)
					.replace(/[\d-]/g, "q"),
			).join(" "),
		);
		expect(found(random, [...random, "FATAL out of memory"])).toEqual(["FATAL out of memory"]);
	});
});

describe("a secret", () => {
	const mask = (text: string) => text.replaceAll("tok-4711-geheim", "***");

	test("is neither in the example nor in the template, where a part of it would have looked like a number", () => {
		const line = "ERROR login with tok-4711-geheim refused";
		expect(newTemplates([], [line], { exposure: 1, mask })).toMatchObject([
			{ template: "ERROR login with *** refused", first: "ERROR login with *** refused" },
		]);
	});

	test("is not laid bare by taking colours out, nor by cutting", () => {
		const coloured = `ERROR tok-4711-${ESC}[1mgeheim`;
		const long = `ERROR ${"y".repeat(185)} tok-4711-geheim`;
		for (const line of [coloured, long]) {
			const [only] = newTemplates([], [line], { exposure: 1, mask });
			expect(only?.first).not.toContain("tok-4711");
			expect(only?.first).not.toContain("tok-");
		}
	});
});

const word = fc.constantFrom(
	"ERROR",
	"order",
	"payment",
	"failed",
	"ok",
	"timeout",
	"ana",
	"bob",
	"7",
	"12ms",
	"/a/b",
	"10.0.0.1",
	"'x y'",
	"\u202e",
	"<*>",
);
/** Lines that are entries of their own: no stack traces, which stand for the line before them. */
const logLine = fc.oneof(
	fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => `INFO ${words.join(" ")}`),
	fc.string({ unit: "binary", maxLength: 60 }).map((text) => `x${text.replaceAll("\n", " ")}`),
);
const logLines = fc.array(logLine, { maxLength: 60 });

describe("for any lines", () => {
	test("their order changes nothing but the examples, and every line is counted once", () => {
		fc.assert(
			fc.property(logLines, logLines, fc.nat(), (before, after, seed) => {
				const all = { ...limits, most: Number.POSITIVE_INFINITY };
				const shapes = (one: readonly string[], other: readonly string[]) =>
					newTemplates(one, other, all).map(({ template, count, countBefore }) => ({ template, count, countBefore }));
				expect(shapes(turned(before, seed), turned(after, seed))).toEqual(shapes(before, after));
				expect(shapes([], after).reduce((sum, { count }) => sum + count, 0)).toBe(after.length);
			}),
		);
	});

	test("one that was seen before is never new", () => {
		fc.assert(
			fc.property(logLines, logLines, (before, more) => {
				expect(newTemplates([...before, ...more], before, limits).filter(({ countBefore }) => countBefore === 0)).toEqual([]);
				expect(newTemplates(before, turned(before, 7), limits)).toEqual([]);
			}),
		);
	});
});

/** The same lines in another order. */
function turned(lines: readonly string[], seed: number): readonly string[] {
	return lines
		.map((line, index) => ({ line, key: Math.imul(index + seed + 1, 2_654_435_761) }))
		.toSorted((one, other) => one.key - other.key)
		.map(({ line }) => line);
}
