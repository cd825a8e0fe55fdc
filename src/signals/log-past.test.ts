import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LogReading } from "../core/log.ts";
import type { SeriesReading } from "../core/series.ts";
import type { SignalSource, Window } from "../core/signal.ts";
import { signalContext } from "../testing/signal-context.ts";
import { type LogConfig, logSignal } from "./log.ts";

const window: Window = { from: "2026-11-21T03:00:00Z", to: "2026-11-21T03:05:00Z" };
const MINUTE = 60_000;
let directory = "";

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "backout-log-past-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, lines: readonly string[]): string {
	const path = join(directory, name);
	writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
	return path;
}

/** The source, looking back at the window from a later day. */
function source(config: LogConfig, nowMs = Date.parse("2026-11-22T00:00:00Z")): SignalSource {
	const parsed = logSignal.schema.parse(config);
	const context = signalContext(logSignal.measureOf(parsed), directory);
	return logSignal.connect(parsed, { ...context, clock: { ...context.clock, now: () => nowMs } });
}

async function series(config: LogConfig, over = window, partMs = MINUTE, nowMs?: number): Promise<SeriesReading> {
	const reading = await source(config, nowMs).series?.(over, partMs, AbortSignal.timeout(10_000));
	return reading ?? { samples: [], detail: "a log without a series" };
}

async function lines(config: LogConfig, over = window): Promise<LogReading> {
	const reading = await source(config).lines?.(over, AbortSignal.timeout(10_000));
	if (reading === undefined) throw new Error("a log without lines");
	return reading;
}

const START = "2026-11-21T02:59:00Z start";

describe("a series", () => {
	test("has errors and requests of every part, its end left out", async () => {
		write("app.log", [
			START,
			"2026-11-21T03:00:00Z GET 200",
			"2026-11-21T03:00:59.999Z GET 500",
			"2026-11-21T03:01:00Z GET 500",
			"2026-11-21T03:05:00Z GET 500",
		]);
		const { samples } = await series({ file: "app.log", errors: "500", requests: "GET" });
		expect(samples).toHaveLength(5);
		expect(samples[0]).toEqual({
			fromMs: Date.parse(window.from),
			toMs: Date.parse(window.from) + MINUTE,
			requests: 2,
			errors: 1,
			errorRatio: null,
			latency: null,
		});
		expect(samples.map(({ errors }) => errors)).toEqual([1, 1, 0, 0, 0]);
	});

	test("of a pattern alone counts no requests", async () => {
		write("app.log", [START, "2026-11-21T03:02:00Z ERROR"]);
		expect((await series({ file: "app.log", errors: "ERROR" })).samples.map(({ requests, errors }) => [requests, errors])).toEqual([
			[null, 0],
			[null, 0],
			[null, 1],
			[null, 0],
			[null, 0],
		]);
	});

	test("leaves out the parts before the log begins, and those that are not over", async () => {
		write("app.log", ["2026-11-21T03:01:30Z ERROR", "2026-11-21T03:02:30Z ERROR"]);
		const { samples, detail } = await series({ file: "app.log", errors: "ERROR" }, window, MINUTE, Date.parse("2026-11-21T03:03:30Z"));
		expect(samples.map(({ fromMs }) => new Date(fromMs).toISOString())).toEqual(["2026-11-21T03:02:00.000Z"]);
		expect(detail).toContain("the log begins at 2026-11-21T03:01:30.000Z, inside the window");
	});

	test("never has more errors than requests in a part", async () => {
		write("app.log", [START, "2026-11-21T03:00:59Z GET", "2026-11-21T03:01:00Z ERROR"]);
		const { samples } = await series({ file: "app.log", errors: "ERROR", requests: "GET" });
		expect(samples.slice(0, 2).map(({ requests, errors }) => [requests, errors])).toEqual([
			[1, 0],
			[0, 0],
		]);
	});

	test("of a total outage knows it, although the lines that match errors are more than the requests", async () => {
		const failing = ["2026-11-21T03:01:00Z GET 503", "2026-11-21T03:01:00Z trace 503", "2026-11-21T03:01:01Z retry 503"];
		write("app.log", [START, ...failing]);
		const { samples, detail } = await series({ file: "app.log", errors: " 503", requests: "GET" });
		expect(samples.map(({ requests, errors }) => [requests, errors])).toContainEqual([1, 1]);
		expect(detail).toContain("2 error lines are no request lines");
	});

	test.each<[string, LogConfig, string]>([
		["a missing file", { file: "no.log", errors: "x" }, "no.log is not there"],
		["a failing command", { command: [process.execPath, "-e", "process.exit(7)"], errors: "x" }, "exit 7"],
		["errors that are no requests", { file: "mixed.log", errors: "ERROR", requests: "GET" }, "2 error lines and no request line"],
		["a log without times", { file: "timeless.log", errors: "ERROR" }, "no line shows a time"],
	])("of %s is empty, with the reason", async (_, config, reason) => {
		write("mixed.log", [START, "2026-11-21T03:01:01Z ERROR", "2026-11-21T03:01:02Z ERROR"]);
		write("timeless.log", ["ERROR"]);
		const { samples, detail } = await series(config);
		expect(samples).toEqual([]);
		expect(detail).toContain(reason);
	});

	test("of a log that begins inside the only part has nothing, and says when it begins", async () => {
		write("app.log", ["2026-11-21T03:04:30Z GET", "2026-11-21T03:04:40Z GET"]);
		expect(await series({ file: "app.log", errors: "500", requests: "GET" })).toEqual({
			samples: [],
			detail: "the log only begins at 2026-11-21T03:04:30.000Z",
		});
	});

	test("in a million parts is refused", async () => {
		write("app.log", [START]);
		expect(await series({ file: "app.log", errors: "x" }, window, 0.3)).toEqual({
			samples: [],
			detail: "the window has more than 10080 parts",
		});
	});
});

describe("the lines", () => {
	test("are those of the window, oldest first, a stack trace in one entry", async () => {
		write("app.log", [
			START,
			"  of before",
			"2026-11-21T03:01:00Z ERROR boom",
			"  at one",
			"  at two",
			"2026-11-21T03:02:00Z fine",
			"2026-11-21T03:05:00Z late",
		]);
		expect(await lines({ file: "app.log", errors: "ERROR" })).toEqual({
			fromMs: Date.parse(window.from),
			toMs: Date.parse(window.to),
			entries: ["2026-11-21T03:01:00Z ERROR boom\n  at one\n  at two", "2026-11-21T03:02:00Z fine"],
			detail: "",
		});
	});

	test("of several files, rotated parts and streams stand in the order of their times", async () => {
		const path = write("a.log", [START, "2026-11-21T03:01:00Z a1"]);
		renameSync(path, `${path}.1`);
		write("a.log", ["2026-11-21T03:03:00Z a3", " of a3"]);
		write("b.log", [START, "2026-11-21T03:02:00Z b2", " of b2", "2026-11-21T03:04:00Z b4"]);
		const { entries } = await lines({ file: ["a.log", "b.log"], errors: "x" });
		expect(entries?.map((entry) => entry.slice(21))).toEqual(["a1", "b2\n of b2", "a3\n of a3", "b4"]);
		const print = "console.log('2026-11-21T03:02:00Z out'); console.error('2026-11-21T03:01:00Z error')";
		expect((await lines({ command: [process.execPath, "-e", print], errors: "x" })).entries?.map((entry) => entry.slice(21))).toEqual([
			"error",
			"out",
		]);
	});

	test("that could not be read are null and not none", async () => {
		expect(await lines({ file: "no.log", errors: "x" })).toMatchObject({
			entries: null,
			detail: expect.stringContaining("no.log is not there"),
		});
		expect((await lines({ command: ["no-such-tool-of-ours"], errors: "x" })).entries).toBe(null);
		write("late.log", ["2026-11-21T04:00:00Z x"]);
		expect(await lines({ file: "late.log", errors: "x" })).toMatchObject({
			entries: null,
			detail: expect.stringContaining("after the window"),
		});
	});

	test("are known from where the log begins", async () => {
		write("app.log", ["2026-11-21T03:02:00Z x"]);
		expect(await lines({ file: "app.log", errors: "x" })).toMatchObject({
			fromMs: Date.parse("2026-11-21T03:02:00Z"),
			entries: ["2026-11-21T03:02:00Z x"],
		});
	});

	test("are bounded to the newest, and an entry to its start", async () => {
		const many = Array.from({ length: 120_000 }, (_, index) => `2026-11-21T03:0${Math.floor(index / 30_000)}:00Z line ${index}`);
		write("app.log", [START, ...many, `2026-11-21T03:04:30Z ${"x".repeat(100_000)}`]);
		const { entries, fromMs, detail } = await lines({ file: "app.log", errors: "x" });
		expect(entries).toHaveLength(100_000);
		expect(entries?.at(-1)).toHaveLength(4_096);
		expect(entries?.[0]).toContain("line 20001");
		expect(fromMs).toBe(Date.parse("2026-11-21T03:00:00Z"));
		expect(detail).toBe("only the newest 100000 entries were looked at");
	});
});

test("a file that may not be read says so", async () => {
	chmodSync(directory, 0o755);
	chmodSync(write("app.log", [START]), 0o000);
	const found = await asNobody(() => lines({ file: "app.log", errors: "x" }));
	expect(found.detail).toContain("may not be read");
});

/** Root may read everything: for as long as the work lasts, this process is nobody. */
async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
	const isRoot = process.geteuid?.() === 0;
	if (isRoot) process.seteuid?.("nobody");
	try {
		return await work();
	} finally {
		if (isRoot) process.seteuid?.(0);
	}
}
