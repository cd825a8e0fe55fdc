import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { SignalSource, Window } from "../core/signal.ts";
import { findProgram, requireService } from "../testing/services/requirement.ts";
import { signalContext } from "../testing/signal-context.ts";
import { logSignal } from "./log.ts";
import type { JournaldConfig } from "./log-journald.ts";

const fixture = fileURLToPath(new URL("../testing/fixtures/journal/shop.journal.gz", import.meta.url));
const window: Window = { from: "2026-11-21T03:00:00Z", to: "2026-11-21T03:05:00Z" };
const directory = mkdtempSync(join(tmpdir(), "backout-journal-"));
const path = process.env["PATH"] ?? "";

mkdirSync(join(directory, "journal"));
writeFileSync(join(directory, "journal", "shop.journal"), gunzipSync(readFileSync(fixture)));

afterEach(() => {
	process.env["PATH"] = path;
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function source(journald: JournaldConfig, errors = "ERROR"): SignalSource {
	const config = logSignal.schema.parse({ journald: { directory: "journal", ...journald }, errors });
	return logSignal.connect(config, signalContext(logSignal.measureOf(config), directory));
}

const deadline = () => AbortSignal.timeout(20_000);

describe.skipIf(!requireService("journalctl").available)("the journal, read by journalctl", () => {
	test("is counted for the unit alone, in the window only, whatever the message is made of", async () => {
		expect(await source({ unit: "checkout.service" }).read(window, deadline())).toEqual({
			kind: "count",
			count: 4,
			detail: "4 lines matched",
		});
	});

	test("is counted by fields, which must all be there", async () => {
		const match = { _SYSTEMD_UNIT: "checkout.service", PRIORITY: "3" };
		expect(await source({ match }, ".").read(window, deadline())).toMatchObject({ count: 5 });
		expect(await source({ unit: "checkout", match: { PRIORITY: "6" } }, ".").read(window, deadline())).toMatchObject({ count: 1 });
	});

	test("gives its counts in parts", async () => {
		const checkout = source({ unit: "checkout.service" });
		const series = await checkout.series?.(window, 60_000, deadline());
		expect(series?.samples.map(({ requests, errors }) => [requests, errors])).toEqual([
			[null, 1],
			[null, 2],
			[null, 0],
			[null, 0],
			[null, 1],
		]);
	});

	test("gives its entries, a stack trace as one", async () => {
		const reading = await source({ unit: "checkout.service" }).lines?.(window, deadline());
		expect(reading?.entries?.map((entry) => entry.slice(0, 30))).toEqual([
			"GET /products 200",
			"ERROR order failed",
			"\u001b[31mERROR\u001b[0m in red",
			"Error: cannot read stock\n    a",
			`GET /long ${"x".repeat(20)}`,
			"ERROR in the last half second",
		]);
		expect(reading).toMatchObject({ fromMs: Date.parse(window.from), toMs: Date.parse(window.to), detail: "" });
	});

	test("that knows nothing of the unit is unknown and no zero", async () => {
		for (const unit of ["chekout.service", "late.service"]) {
			const reading = await source({ unit }).read(window, deadline());
			expect(reading).toMatchObject({ kind: "count", count: null });
			expect(reading.detail).toContain(`the journal has no entry of ${unit} up to the end of the window`);
			expect((await source({ unit }).lines?.(window, deadline()))?.entries).toBe(null);
		}
	});

	test("of a unit that said nothing in the window, and spoke before, is a known zero", async () => {
		const later: Window = { from: "2026-11-21T03:10:00Z", to: "2026-11-21T03:15:00Z" };
		expect(await source({ unit: "checkout.service" }).read(later, deadline())).toMatchObject({ count: 0 });
	});

	test("that begins inside the window says so, and knows nothing of the parts before", async () => {
		const wide: Window = { from: "2026-11-21T02:45:00Z", to: "2026-11-21T03:05:00Z" };
		const checkout = source({ unit: "checkout.service" });
		expect((await checkout.read(wide, deadline())).detail).toContain("the log begins at 2026-11-21T02:50:00.000Z, inside the window");
		const series = await checkout.series?.(wide, 300_000, deadline());
		expect(series?.samples.map(({ fromMs }) => new Date(fromMs).toISOString())).toEqual([
			"2026-11-21T02:50:00.000Z",
			"2026-11-21T02:55:00.000Z",
			"2026-11-21T03:00:00.000Z",
		]);
	});

	test("that is not there is unknown, with what journalctl says", async () => {
		const reading = await source({ unit: "checkout.service", directory: "no-such" }).read(window, deadline());
		expect(reading).toMatchObject({ count: null });
		expect(reading.detail).toContain("No such file or directory");
	});

	test.skipIf(process.getuid?.() !== 0 || findProgram("setpriv", []) === null)(
		"that this user may not read is unknown, with the group to join",
		async () => {
			asNobody();
			chmodSync(join(directory, "journal"), 0o700);
			const reading = await source({ unit: "checkout.service" }).read(window, deadline());
			expect(reading).toMatchObject({ count: null });
			expect(reading.detail).toMatch(/exit 1: .*[Pp]ermission.*; add this user to the group systemd-journal/);
		},
	);
});

test("of a long journal the newest entries are read, in their order, and that is said (a stub of journalctl that prints 50,000, newest first)", async () => {
	const entry = `printf "{\\"__REALTIME_TIMESTAMP\\":\\"%.0f\\",\\"MESSAGE\\":\\"ERROR %d\\"}\\n", (1795230100 + i / 1000) * 1e6, i`;
	instead(`exec awk 'BEGIN { for (i = 49999; i >= 0; i--) ${entry} }'`);
	const journal = source({ unit: "checkout.service" });
	expect((await journal.read(window, deadline())).detail).toContain(
		"50,000 lines matched; only the newest 50000 entries of the journal were read",
	);
	const reading = await journal.lines?.(window, deadline());
	expect([reading?.entries?.[0], reading?.entries?.at(-1)]).toEqual(["ERROR 0", "ERROR 49999"]);
	expect(reading?.fromMs).toBe(1_795_230_100_000);
});

test("without journalctl it is unknown, with what to install", async () => {
	process.env["PATH"] = join(directory, "journal");
	const reading = await source({ unit: "checkout.service" }).read(window, deadline());
	expect(reading).toMatchObject({ count: null });
	expect(reading.detail).toContain("install journalctl");
});

test("settings that would read every unit, or an option of journalctl, are refused", () => {
	for (const journald of [{}, { match: {} }, { unit: "" }, { unit: "a b" }, { match: { "--file": "x" } }, { match: { PRIORITY: "" } }]) {
		expect(logSignal.schema.safeParse({ journald, errors: "ERROR" }).success).toBe(false);
	}
	expect(logSignal.schema.safeParse({ journald: { unit: "a" }, file: "a.log", errors: "ERROR" }).success).toBe(false);
});

/** The real journalctl, run by a user who may read nothing here. */
function asNobody(): void {
	instead(`exec setpriv --reuid=65534 --regid=65534 --clear-groups ${findProgram("journalctl", [])} "$@"`);
}

/** A journalctl of our own on the PATH: the shell command. */
function instead(command: string): void {
	const tools = mkdtempSync(join(directory, "tools-"));
	writeFileSync(join(tools, "journalctl"), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
	process.env["PATH"] = [tools, path].join(delimiter);
}
