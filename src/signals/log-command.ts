import type { ProcessRunner } from "../core/runtime.ts";
import { lastLine } from "./excerpt.ts";
import { walkLines } from "./log-lines.ts";
import { joinExtents, type LogExtent, type LogPlace, type LogRange, type LogVisitor, timelessFault } from "./log-place.ts";
import type { ZoneRule } from "./log-time.ts";

const TIMEOUT_MS = 20_000;
/** Of each stream the newest part is read. */
const MOST_MEBIBYTES = 16;
const MOST_BYTES = MOST_MEBIBYTES * 1024 * 1024;
const FROM = "{from}";
const TO = "{to}";

/** A command that prints the log. `{from}` and `{to}` inside its arguments become the range's ends as ISO 8601 times in UTC, so that it prints no more than is asked for. */
export function commandPlace(argv: readonly string[], directory: string, processes: ProcessRunner, zone: ZoneRule): LogPlace {
	const isAskedFrom = argv.some((argument) => argument.includes(FROM));
	return {
		async visit(range, visitor, deadline) {
			const output = await processes.run(withTimes(argv, range), {
				cwd: directory,
				timeoutMs: TIMEOUT_MS,
				maxOutputBytes: MOST_BYTES,
				signal: deadline,
			});
			if (output.ended !== null) return `${argv[0]} did not print the log in time; let it print less, like --since {from}`;
			if (output.exitCode !== 0) return `${argv[0]} ended with exit ${output.exitCode ?? "by a signal"}: ${lastLine(output.stderr)}`;
			// `docker logs` prints the service's two streams on two streams of its own.
			const out = await walkStream(output.stdout, zone, visitor);
			const error = await walkStream(output.stderr, zone, visitor);
			return extentOf([out, error], range, isAskedFrom);
		},
	};
}

function withTimes(argv: readonly string[], { fromMs, toMs }: LogRange): readonly string[] {
	const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
	return argv.map((argument) => argument.replaceAll(FROM, from).replaceAll(TO, to));
}

interface Stream {
	readonly lines: number;
	readonly firstMs: number | null;
	readonly isCut: boolean;
}

async function walkStream(text: string, zone: ZoneRule, visitor: LogVisitor): Promise<Stream> {
	const bytes = Buffer.from(text);
	const isCut = bytes.length >= MOST_BYTES;
	// What is left of the line at the cut is no line.
	const whole = isCut ? bytes.subarray(bytes.indexOf("\n") + 1) : bytes;
	return { ...(await walkLines([whole], zone, visitor)), isCut };
}

function extentOf(streams: readonly Stream[], range: LogRange, isAskedFrom: boolean): LogExtent | string {
	const cut = streams.filter(({ isCut }) => isCut);
	const notes = cut.length === 0 ? [] : [`only the last ${MOST_MEBIBYTES} MiB of the log were read`];
	const joined = joinExtents(
		streams.map((stream) => ({ ...stream, completeFromMs: stream.isCut ? (stream.firstMs ?? range.toMs) : range.fromMs, notes: [] })),
		range,
	);
	const fault = timelessFault(joined);
	if (fault !== null) return fault;
	// A log that was asked for from the range's start is complete from there, whenever its first line came.
	const isWhole = cut.length === 0 && isAskedFrom;
	return { ...joined, notes, completeFromMs: isWhole ? range.fromMs : Math.max(joined.completeFromMs, joined.firstMs ?? range.fromMs) };
}
