import { appendFileSync, linkSync, mkdtempSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Reading, Window } from "../core/signal.ts";
import { signalContext } from "../testing/signal-context.ts";
import { type LogConfig, logSignal } from "./log.ts";

const window: Window = { from: "2026-11-21T03:00:00Z", to: "2026-11-21T03:05:00Z" };
const errors = "ERROR";
let directory = "";

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "backout-log-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, lines: readonly string[]): string {
	const path = join(directory, name);
	writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
	return path;
}

async function read(config: LogConfig, over = window, deadline = AbortSignal.timeout(10_000)): Promise<Reading> {
	const parsed = logSignal.schema.parse(config);
	return await logSignal.connect(parsed, signalContext(logSignal.measureOf(parsed), directory)).read(over, deadline);
}

/** `count` lines from `start` on, `everyMs` apart. */
function series(start: string, count: number, everyMs: number, text: (index: number) => string): readonly string[] {
	return Array.from({ length: count }, (_, index) => `${new Date(Date.parse(start) + index * everyMs).toISOString()} ${text(index)}`);
}

test("a pipe nobody writes to, and a device, are unknown at once: they look empty, and empty would mean no errors", async () => {
	const pipe = join(directory, "pipe.log");
	await signalContext("log-pattern").processes.run(["mkfifo", pipe], { timeoutMs: 5_000 });
	for (const file of [pipe, "/dev/null", "/dev/zero"]) {
		expect(await read({ file, errors })).toMatchObject({ count: null, detail: expect.stringContaining("it is a pipe or a device") });
	}
});

test("a pattern that would take for ever on a line made for it is given up, named, with what to write instead", async () => {
	write("app.log", ["2026-11-21T03:01:00Z fine", `2026-11-21T03:02:00Z ${"a".repeat(60)}!`]);
	const reading = await read({ file: "app.log", errors: "(a+)+$" });
	expect(reading).toMatchObject({ count: null, detail: expect.stringContaining("the pattern “(a+)+$” takes more than 1000 ms") });
	expect(reading.detail).toContain("without a repeat inside a repeat");
});

describe("a pattern", () => {
	test("is counted in the window only, its end left out", async () => {
		write("app.log", [
			"2026-11-21T02:59:59Z ERROR a",
			"2026-11-21T03:00:00Z ERROR b",
			"2026-11-21T03:04:59.999Z ERROR c",
			"2026-11-21T03:05:00Z ERROR d",
		]);
		expect(await read({ file: "app.log", errors })).toEqual({ kind: "count", count: 2, detail: "2 lines matched" });
	});

	test("is counted in lines without a time by the time of the line before them", async () => {
		write("app.log", ["2026-11-21T02:59:00Z x", "  ERROR early", "2026-11-21T03:01:00Z boom", "  ERROR caused by", "  ERROR and by"]);
		expect(await read({ file: "app.log", errors })).toMatchObject({ count: 2 });
	});

	test("that is in no line of the window is a known zero", async () => {
		write("app.log", ["2026-11-21T02:59:00Z ERROR", "2026-11-21T03:01:00Z fine"]);
		expect(await read({ file: "app.log", errors })).toMatchObject({ count: 0 });
	});

	test("costs no more than the start of an endless line", async () => {
		write("app.log", ["2026-11-21T02:59:00Z x", `2026-11-21T03:01:00Z ${"x".repeat(3_000_000)} ERROR`, "2026-11-21T03:02:00Z ERROR"]);
		expect(await read({ file: "app.log", errors })).toMatchObject({ count: 1 });
	});
});

describe("an error rate", () => {
	test("is error lines out of request lines", async () => {
		write(
			"access.log",
			series("2026-11-21T02:58:00Z", 300, 1_000, (index) => `GET /products ${index % 10 === 0 ? 500 : 200}`),
		);
		expect(await read({ file: "access.log", errors: " 5\\d\\d$", requests: "GET|POST" })).toEqual({
			kind: "ratio",
			failed: 18,
			total: 180,
			ratio: 0.1,
			detail: "10 % of 180 request lines are errors",
		});
	});

	test("without requests is not a rate of zero", async () => {
		write("access.log", ["2026-11-21T02:59:00Z GET 200"]);
		expect(await read({ file: "access.log", errors, requests: "GET" })).toMatchObject({ failed: 0, total: 0, ratio: null });
	});

	test("of a total outage is all of it, although a stack trace beside each failed request matches too", async () => {
		const outage = (index: number) => (index % 2 === 0 ? "GET /orders 503" : "ERROR: pay answered 503");
		write("app.log", ["2026-11-21T02:59:00Z x", ...series("2026-11-21T03:01:00Z", 80, 1_000, outage), "2026-11-21T03:03:00Z ERROR 503"]);
		const reading = await read({ file: "app.log", errors: " 503", requests: "GET " });
		expect(reading).toMatchObject({ failed: 40, total: 40, ratio: 1 });
		expect(reading.detail).toContain("41 error lines are no request lines, counted all the same, up to as many as there are requests");
	});

	test("counts a failed request once, however many lines beside it match, and says which lines it leaves out", async () => {
		const lines = (index: number) => (index % 10 === 0 ? "GET /orders 503" : index % 20 === 1 ? "ERROR: pay answered 503" : "GET / 200");
		write("app.log", ["2026-11-21T02:59:00Z x", ...series("2026-11-21T03:01:00Z", 100, 1_000, lines)]);
		const reading = await read({ file: "app.log", errors: " 503", requests: "GET " });
		expect(reading).toMatchObject({ failed: 10, total: 95 });
		expect(reading.detail).toContain(
			"; 5 error lines are no request lines, not counted; let `errors` match only lines that `requests` matches too",
		);
	});

	test("of error lines without a single request line is unknown, and says how to write it", async () => {
		write("app.log", ["2026-11-21T02:59:00Z x", ...series("2026-11-21T03:01:00Z", 5, 1_000, () => "ERROR")]);
		const reading = await read({ file: "app.log", errors, requests: "GET" });
		expect(reading).toMatchObject({ failed: null, total: null, ratio: null });
		expect(reading.detail).toBe("5 error lines and no request line; let `requests` match the lines of failed requests too");
	});
});

test.each([
	["ISO 8601", "2026-11-21T03:01:00.123Z ERROR"],
	["ISO 8601 with an offset", "2026-11-21T00:01:00-03:00 ERROR"],
	["a blank and a comma", "2026-11-21 03:01:00,123 ERROR"],
	["nginx's error log", "2026/11/21 03:01:00 [error] 7#7: ERROR"],
	["a prefix before the time", "0|shop-api  | 2026-11-21T03:01:00Z ERROR"],
	["common log format", '203.0.113.7 - ana [21/Nov/2026:00:01:00 -0300] "GET /ERROR HTTP/1.1" 500 12'],
	["pino", '{"level":50,"time":1795230060000,"msg":"ERROR"}'],
	["zap", '{"level":"error","ts":1795230060.25,"msg":"ERROR"}'],
	["Logstash", '{"msg":"ERROR 2020-01-01T00:00:00Z","@timestamp":"2026-11-21T03:01:00Z"}'],
])("the time of %s is known", async (_, line) => {
	write("app.log", ["2026-11-21T02:00:00Z start", line]);
	expect(await read({ file: "app.log", errors, timestamp: "utc" })).toMatchObject({ count: 1 });
});

describe("files", () => {
	test("several are counted together", async () => {
		for (const name of ["a.log", "b.log"]) write(name, ["2026-11-21T02:59:00Z x", "2026-11-21T03:01:00Z ERROR"]);
		expect(await read({ file: ["a.log", "b.log"], errors })).toMatchObject({ count: 2 });
	});

	test("one of several that is missing makes the whole unknown", async () => {
		write("a.log", ["2026-11-21T03:01:00Z ERROR"]);
		const reading = await read({ file: ["a.log", "b.log"], errors });
		expect(reading).toMatchObject({ kind: "count", count: null });
		expect(reading.detail).toContain("b.log is not there");
	});

	test("a log without times is unknown", async () => {
		write("app.log", ["ERROR one", "ERROR two"]);
		const reading = await read({ file: "app.log", errors });
		expect(reading).toMatchObject({ count: null });
		expect(reading.detail).toContain("no line shows a time");
	});

	test("a log that begins after the window is unknown, one that begins inside it says so", async () => {
		write("app.log", ["2026-11-21T03:10:00Z fine"]);
		expect(await read({ file: "app.log", errors })).toMatchObject({ count: null });
		write("app.log", ["2026-11-21T03:03:00Z ERROR"]);
		const reading = await read({ file: "app.log", errors });
		expect(reading).toMatchObject({ count: 1, knownFrom: "2026-11-21T03:03:00.000Z" });
		expect(reading.detail).toContain("the log begins at 2026-11-21T03:03:00.000Z, inside the window");
	});

	test("an empty log is a zero when it has been empty all the while, and unknown when it was emptied later", async () => {
		const path = write("error.log", []);
		utimesSync(path, new Date("2026-11-20T00:00:00Z"), new Date("2026-11-20T00:00:00Z"));
		expect(await read({ file: "error.log", errors })).toMatchObject({ count: 0, detail: expect.stringContaining("error.log is empty") });
		utimesSync(path, new Date("2026-11-21T04:00:00Z"), new Date("2026-11-21T04:00:00Z"));
		expect(await read({ file: "error.log", errors })).toMatchObject({ count: null });
	});

	test("the rotated part is followed while the window reaches further back", async () => {
		const path = write(
			"app.log",
			series("2026-11-21T02:59:00Z", 120, 1_000, () => "ERROR"),
		);
		renameSync(path, `${path}.1`);
		writeFileSync(path, series("2026-11-21T03:01:00Z", 60, 1_000, () => "ERROR").join("\n"));
		expect(await read({ file: "app.log", errors })).toMatchObject({ count: 120, detail: "120 lines matched" });
	});

	test("a rotated name that is the same file is not counted twice", async () => {
		const path = write("app.log", ["2026-11-21T03:01:00Z ERROR"]);
		linkSync(path, `${path}.1`);
		expect(await read({ file: "app.log", errors })).toMatchObject({ count: 1 });
	});

	test("an older rotated part is left alone when the log itself reaches back far enough", async () => {
		write("app.log", ["2026-11-21T02:00:00Z x", "2026-11-21T03:01:00Z ERROR"]);
		write("app.log.1", ["2026-11-21T03:01:30Z ERROR of another day's copy"]);
		expect(await read({ file: "app.log", errors })).toMatchObject({ count: 1 });
	});

	test("a log that was truncated and written again counts what is there", async () => {
		const path = write(
			"app.log",
			series("2026-11-21T03:00:00Z", 50, 1_000, () => "ERROR"),
		);
		truncateSync(path, 0);
		appendFileSync(path, "2026-11-21T03:02:00Z ERROR\n");
		const reading = await read({ file: "app.log", errors });
		expect(reading).toMatchObject({ count: 1 });
		expect(reading.detail).toContain("inside the window");
	});

	test("of a long log only the end is read, and a window beyond the limit is said to be cut", async () => {
		const filler = "f".repeat(7_000);
		const many = series("2026-11-21T03:00:01Z", 10_500, 10, (index) => (index % 100 === 0 ? `ERROR ${filler}` : filler));
		write("app.log", many);
		const reading = await read({ file: "app.log", errors });
		if (reading.kind !== "count") throw new Error(reading.kind);
		expect(reading.detail).toContain("only the last 64 MiB of app.log were read");
		expect(reading.count).toBeLessThan(105);
		expect(reading.count).toBeGreaterThan(90);
		const recent = await read({ file: "app.log", errors }, { from: "2026-11-21T03:01:41Z", to: window.to });
		expect(recent).toEqual({ kind: "count", count: 5, detail: "5 lines matched" });
	});

	test("a directory and a file that may not be read say so", async () => {
		expect((await read({ file: ".", errors })).detail).toContain("is a directory");
	});
});

describe("a command", () => {
	const print = (script: string) => [process.execPath, "-e", script];

	test("is counted on both of its streams", async () => {
		const lines = "console.log('2026-11-21T02:00:00Z x\\n2026-11-21T03:01:00Z ERROR'); console.error('2026-11-21T03:02:00Z ERROR')";
		expect(await read({ command: print(lines), errors })).toMatchObject({ count: 2 });
	});

	test("that fails is unknown and shows what it said", async () => {
		const reading = await read({ command: print("console.error('no such container'); process.exit(1)"), errors, requests: "GET" });
		expect(reading).toMatchObject({ kind: "ratio", total: null });
		expect(reading.detail).toContain("exit 1: no such container");
	});

	test("whose tool is missing is unknown, with the fix", async () => {
		const reading = await read({ command: ["no-such-tool-of-ours"], errors });
		expect(reading).toMatchObject({ count: null });
		expect(reading.detail).toContain("install no-such-tool-of-ours");
	});

	test("is told the window, and its log is then complete from the window's start", async () => {
		const lines = "console.log(process.argv[1].split('/')[0] + ' ERROR asked\\n' + '2026-11-21T03:01:00Z ERROR ' + process.argv[1])";
		const argv = [...print(lines), "{from}/{to}"];
		expect(await read({ command: argv, errors: "ERROR asked|ERROR 2026-11-21T03:00:00.000Z/2026-11-21T03:05:00.000Z$" })).toEqual({
			kind: "count",
			count: 2,
			detail: "2 lines matched",
		});
		const quiet = [...print("console.log('2026-11-21T03:04:00Z ERROR')"), "{from}"];
		expect((await read({ command: quiet, errors })).detail).toBe("1 line matched");
	});

	test("that prints more than is read is counted from its end, and that is said", async () => {
		const lines = "const f = 'f'.repeat(8000); for (let i = 0; i < 3000; i++) console.log('2026-11-21T03:01:00Z ERROR ' + f)";
		const reading = await read({ command: [...print(lines), "{from}"], errors });
		if (reading.kind !== "count") throw new Error(reading.kind);
		expect(reading.detail).toContain("only the last 16 MiB of the log were read");
		expect(reading.count).toBeGreaterThan(2_000);
		expect(reading.count).toBeLessThan(2_100);
	});

	test("that does not end is unknown", async () => {
		const reading = await read({ command: print("setInterval(() => {}, 1000)"), errors }, window, AbortSignal.timeout(300));
		expect(reading).toMatchObject({ count: null });
	});
});

test("settings that cannot work are refused", () => {
	for (const config of [
		{ errors },
		{ file: "a", command: ["b"], errors },
		{ command: ["b"], journald: { unit: "c" }, errors },
		{ file: "a", errors: "(" },
		{ file: "a", errors: "" },
		{ file: [], errors },
	]) {
		expect(logSignal.schema.safeParse(config).success).toBe(false);
	}
});
