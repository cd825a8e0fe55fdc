import { z } from "zod";
import { BackoutError, errorText } from "../core/error.ts";
import type { LogReading } from "../core/log.ts";
import { partsOf } from "../core/part.ts";
import type { SeriesReading } from "../core/series.ts";
import { besideOtherFaults } from "../core/settings.ts";
import type { Reading, SignalContext, SignalKind, Window } from "../core/signal.ts";
import { commandPlace } from "./log-command.ts";
import { keepEntries } from "./log-entries.ts";
import { filesPlace } from "./log-file.ts";
import { journaldPlace, journaldSetting } from "./log-journald.ts";
import type { LogPatterns } from "./log-matching.ts";
import type { LogExtent, LogPlace, LogRange, LogVisitor } from "./log-place.ts";
import { gapIn, notesOf, readingOf, seriesOf, unknownLog } from "./log-reading.ts";
import { tallyParts } from "./log-tally.ts";
import { argvSetting, regexSetting } from "./settings.ts";

/** A window in more parts than this is a mistake, not a question: a week in minutes. */
const MOST_PARTS = 10_080;

const pathSetting = z
	.string()
	.min(1)
	.meta({ examples: ["/var/log/shop/access.log"] });

const schema = z
	.strictObject({
		file: z
			.union([pathSetting, z.array(pathSetting).min(1)])
			.optional()
			.describe("One or several log files; rotated parts (file.1 …) are followed"),
		command: argvSetting
			.meta({ examples: [["docker", "logs", "--timestamps", "--since", "{from}", "--until", "{to}", "shop-api"]] })
			.optional()
			.describe("A command that prints the log, like [docker, logs, --timestamps, --since, '{from}', --until, '{to}', shop-api]"),
		journald: journaldSetting.optional().describe("The systemd journal"),
		errors: regexSetting.describe("What a line of a failed request, or a bad line, looks like"),
		requests: regexSetting
			.meta({ examples: ["HTTP/1"] })
			.optional()
			.describe("What a line of any request looks like, failed ones too; with it the log is an error rate"),
		timestamp: z.enum(["auto", "utc"]).optional().describe("utc: times without a zone are UTC; auto (default): this machine's zone"),
	})
	.refine(({ file, command, journald }) => [file, command, journald].filter((place) => place !== undefined).length === 1, {
		error: "must have exactly one of file, command and journald",
		when: besideOtherFaults,
	})
	.meta({ examples: [{ file: "/var/log/shop/access.log", errors: " 5\\d\\d " }] });

/** The settings of a log source. */
export type LogConfig = z.infer<typeof schema>;

/** Counts log lines by the times they show: an error rate when requests are counted too, else the matches of a pattern. */
export const logSignal: SignalKind<LogConfig> = {
	kind: "log",
	measures: ["error-rate", "log-pattern"],
	schema,
	measureOf: (config) => (config.requests === undefined ? "log-pattern" : "error-rate"),
	endpoints: ({ file, journald }) => (journald === undefined ? [file ?? []].flat() : [`journald ${JSON.stringify(journald)}`]),
	connect(config, context) {
		const place = placeOf(config, context);
		const patterns = patternsOf(config);
		return {
			name: context.name,
			source: "log",
			measure: context.measure,
			hasPast: true,
			read: (window, deadline) => read(place, patterns, window, deadline),
			series: (window, partMs, deadline) => readSeries(place, patterns, window, partMs, deadline, context.clock.now()),
			lines: (window, deadline) => readLines(place, window, deadline),
		};
	},
};

/** The schema lets exactly one through. */
function placeOf({ file, command, journald, timestamp }: LogConfig, { directory, processes }: SignalContext): LogPlace {
	const zone = timestamp ?? "auto";
	if (journald !== undefined) return journaldPlace(journald, directory, processes);
	return command === undefined ? filesPlace([file ?? []].flat(), directory, zone) : commandPlace(command, directory, processes, zone);
}

function patternsOf(config: LogConfig): LogPatterns {
	return { errors: new RegExp(config.errors), requests: config.requests === undefined ? null : new RegExp(config.requests) };
}

async function read(place: LogPlace, patterns: LogPatterns, window: Window, deadline: AbortSignal): Promise<Reading> {
	const range = rangeOf(window);
	const isRatio = patterns.requests !== null;
	const { visitor, finish, tallies } = tallyParts([range], patterns);
	const extent = await visit(place, range, visitor, deadline, finish);
	if (typeof extent === "string") return unknownLog(extent, isRatio);
	return readingOf(tallies[0] ?? { errors: 0, requests: 0, failed: 0 }, extent, range, isRatio);
}

async function readSeries(
	place: LogPlace,
	patterns: LogPatterns,
	window: Window,
	partMs: number,
	deadline: AbortSignal,
	nowMs: number,
): Promise<SeriesReading> {
	const range = rangeOf(window);
	if ((range.toMs - range.fromMs) / partMs > MOST_PARTS) return { samples: [], detail: `the window has more than ${MOST_PARTS} parts` };
	// A part that is not over is not known yet.
	const parts = partsOf(window, partMs).filter(({ toMs }) => toMs <= nowMs);
	const { visitor, finish, tallies } = tallyParts(parts, patterns);
	const extent = await visit(place, range, visitor, deadline, finish);
	if (typeof extent === "string") return { samples: [], detail: extent };
	return seriesOf(parts, tallies, extent, range, patterns.requests !== null);
}

async function readLines(place: LogPlace, window: Window, deadline: AbortSignal): Promise<LogReading> {
	const range = rangeOf(window);
	const { visitor, kept } = keepEntries(range);
	const extent = await visit(place, range, visitor, deadline);
	const fault = typeof extent === "string" ? extent : gapIn(extent, range);
	if (typeof extent === "string" || fault !== null) return { ...range, entries: null, detail: fault ?? "" };
	const { texts, cutMs } = kept();
	const fromMs = Math.min(range.toMs, Math.max(extent.completeFromMs, cutMs ?? range.fromMs));
	const cut = cutMs === null ? [] : [`only the newest ${texts.length} entries were looked at`];
	return { ...range, fromMs, entries: texts, detail: [...notesOf(extent, range), ...cut].join("; ") };
}

/** Never throws: what a tool or the file system throws is why the log could not be read. */
async function visit(
	place: LogPlace,
	range: LogRange,
	visitor: LogVisitor,
	deadline: AbortSignal,
	finish: () => void = () => undefined,
): Promise<LogExtent | string> {
	try {
		const extent = await place.visit(range, visitor, deadline);
		finish();
		return extent;
	} catch (error) {
		return error instanceof BackoutError ? `${error.message}; ${error.fix}` : errorText(error);
	}
}

function rangeOf(window: Window): LogRange {
	return { fromMs: Date.parse(window.from), toMs: Date.parse(window.to) };
}
