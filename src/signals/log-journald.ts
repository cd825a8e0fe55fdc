import { resolve } from "node:path";
import { z } from "zod";
import type { Output, ProcessRunner } from "../core/runtime.ts";
import { besideOtherFaults } from "../core/settings.ts";
import { lastLine } from "./excerpt.ts";
import { LINE_CHARACTERS } from "./log-lines.ts";
import type { LogExtent, LogPlace, LogRange, LogVisitor } from "./log-place.ts";

const TIMEOUT_MS = 20_000;
/** The newest ones are read; an entry is about 400 bytes of JSON, and journalctl prints some 20,000 a second. */
const MOST_ENTRIES = 50_000;
const MOST_MEBIBYTES = 64;
const MOST_BYTES = MOST_MEBIBYTES * 1024 * 1024;

/** The settings of a journal: which of its entries are the service's. Empty is never all. */
export const journaldSetting = z
	.strictObject({
		unit: z
			.string()
			.regex(/^[\w:.@\\*?[\]-]+$/, { error: "must be the name of a systemd unit, or a pattern of names" })
			.meta({ examples: ["checkout.service"] })
			.optional()
			.describe("The systemd unit: checkout.service; patterns are allowed: checkout@*.service"),
		match: z
			.record(
				z.string().regex(/^[A-Z0-9_]{1,64}$/, { error: "must be a journal field, like SYSLOG_IDENTIFIER" }),
				z
					.string()
					.min(1)
					.meta({ examples: ["checkout"] }),
			)
			.meta({ examples: [{ SYSLOG_IDENTIFIER: "checkout" }] })
			.optional()
			.describe("Journal fields and the values they must all have: { SYSLOG_IDENTIFIER: checkout }"),
		directory: z
			.string()
			.min(1)
			.meta({ examples: ["/var/log/journal"] })
			.optional()
			.describe("Where the journal files lie; this machine's journal when left out"),
	})
	.refine(({ unit, match }) => unit !== undefined || Object.keys(match ?? {}).length > 0, {
		error: "must have a unit or a match",
		when: besideOtherFaults,
	})
	.meta({ examples: [{ unit: "checkout.service" }] });

/** Which entries of which journal. */
export type JournaldConfig = z.infer<typeof journaldSetting>;

/** Entries of the systemd journal, read with `journalctl` by the times at which journald got them. */
export function journaldPlace(config: JournaldConfig, directory: string, processes: ProcessRunner): LogPlace {
	const which = [
		...(config.directory === undefined ? [] : [`--directory=${resolve(directory, config.directory)}`]),
		...(config.unit === undefined ? [] : [`--unit=${config.unit}`]),
		...Object.entries(config.match ?? {}).map(([field, value]) => `${field}=${value}`),
	];
	return {
		async visit(range, visitor, deadline) {
			const ask = (...times: readonly string[]) =>
				processes.run([...JOURNALCTL, ...times, ...which], { timeoutMs: TIMEOUT_MS, maxOutputBytes: MOST_BYTES, signal: deadline });
			const [output, before] = await Promise.all([
				// Whole seconds since the epoch need no time zone; what lies around the range is left out by its own time.
				ask(`--since=@${Math.floor(range.fromMs / 1_000)}`, `--until=@${Math.ceil(range.toMs / 1_000)}`, `--lines=${MOST_ENTRIES}`),
				ask(`--until=@${Math.floor(range.fromMs / 1_000)}`, "--lines=1"),
			]);
			const fault = faultOf(output) ?? faultOf(before);
			return (
				fault ??
				extentOf(
					walkEntries(output, visitor),
					walkEntries(before, () => undefined),
					output,
					config,
					range,
				)
			);
		},
	};
}

/**
 * `--all`: without it a message above 4 KiB (a stack trace) is left out of JSON; see journalctl(1), --output=json. `--reverse`: with `--since` and
 * without it, `--lines` gives the oldest entries (systemd 252).
 */
const JOURNALCTL = ["journalctl", "--no-pager", "--reverse", "--output=json", "--all", "--output-fields=MESSAGE"];

function faultOf(output: Output): string | null {
	if (output.ended !== null) return `journalctl did not print the journal in time; ${narrowFix}`;
	// What is lost is the beginning, and that is the newest.
	if (Buffer.byteLength(output.stdout) >= MOST_BYTES) return `the journal of the window is longer than ${MOST_MEBIBYTES} MiB; ${narrowFix}`;
	if (output.exitCode === 0) return null;
	const said = lastLine(output.stderr);
	return `journalctl ended with exit ${output.exitCode ?? "by a signal"}: ${said}${/permission/i.test(said) ? `; ${rightsFix}` : ""}`;
}

const narrowFix = "narrow it down with match, like PRIORITY";
const rightsFix = "add this user to the group systemd-journal";

interface Walk {
	readonly lines: number;
	readonly firstMs: number | null;
}

function walkEntries({ stdout }: Output, visitor: LogVisitor): Walk {
	let lines = 0;
	let firstMs: number | null = null;
	for (const line of stdout.split("\n").toReversed()) {
		const entry = entryOf(line);
		if (entry === null) continue;
		lines += 1;
		firstMs = Math.min(firstMs ?? entry.atMs, entry.atMs);
		visitor(entry.text, entry.atMs, true);
	}
	return { lines, firstMs };
}

/** Null for what is no entry. */
function entryOf(line: string): { readonly text: string; readonly atMs: number } | null {
	if (!line.startsWith("{")) return null;
	try {
		const entry: unknown = JSON.parse(line);
		if (typeof entry !== "object" || entry === null || !("__REALTIME_TIMESTAMP" in entry)) return null;
		const atMs = Number(entry.__REALTIME_TIMESTAMP) / 1_000;
		return Number.isFinite(atMs) ? { text: messageOf("MESSAGE" in entry ? entry.MESSAGE : "").slice(0, LINE_CHARACTERS), atMs } : null;
	} catch {
		return null;
	}
}

/** journald prints a message with control characters (colours) as an array of bytes, and a field that is there twice as an array of values. */
function messageOf(message: unknown): string {
	if (typeof message === "string") return message;
	if (!Array.isArray(message)) return "";
	const bytes = message.filter((byte) => typeof byte === "number");
	return bytes.length === message.length ? Buffer.from(bytes).toString("utf8") : message.map(messageOf).join("\n");
}

/** A journal that holds nothing of the service, neither in the range nor before it, is not a service without errors. */
function extentOf(inside: Walk, before: Walk, output: Output, config: JournaldConfig, range: LogRange): LogExtent | string {
	const hint = lastLine(output.stderr);
	if (inside.lines + before.lines === 0) {
		const who = config.unit ?? Object.entries(config.match ?? {}).map((pair) => pair.join("="));
		const fix = `see whether the name is right (systemctl list-units), whether the journal is kept, and ${rightsFix} where it may not read it`;
		return `the journal has no entry of ${who} up to the end of the window${hint === "" ? "" : ` (${hint})`}; ${fix}`;
	}
	const isCut = inside.lines >= MOST_ENTRIES;
	const reachesStart = !isCut && before.lines > 0;
	return {
		lines: inside.lines + before.lines,
		firstMs: before.firstMs ?? inside.firstMs,
		completeFromMs: reachesStart ? range.fromMs : Math.max(range.fromMs, inside.firstMs ?? range.fromMs),
		notes: isCut ? [`only the newest ${inside.lines} entries of the journal were read`] : [],
	};
}
