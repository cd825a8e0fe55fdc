import { formatQuantity, formatShare } from "../core/number.ts";
import type { Part } from "../core/part.ts";
import type { Sample, SeriesReading } from "../core/series.ts";
import type { Reading } from "../core/signal.ts";
import type { LogExtent, LogRange } from "./log-place.ts";
import type { Tally } from "./log-tally.ts";

/** The reading of a counted window: a ratio when requests are counted too. A log that begins after the window, or that counts more errors than requests, is unknown. */
export function readingOf(tally: Tally, extent: LogExtent, range: LogRange, isRatio: boolean): Reading {
	const fault = gapIn(extent, range) ?? (isRatio ? mismatch(tally) : null);
	const notes = notesOf(extent, range)
		.map((note) => `; ${note}`)
		.join("");
	if (fault !== null) return unknownLog(`${fault}${notes}`, isRatio);
	const { errors, requests } = tally;
	const known = isLate(extent, range) ? { knownFrom: iso(extent.completeFromMs) } : {};
	if (!isRatio) return { kind: "count", count: errors, detail: `${formatQuantity(errors, "line")} matched${notes}`, ...known };
	const ratio = requests === 0 ? null : errors / requests;
	const text = ratio === null ? "no request lines" : `${formatShare(ratio)} of ${formatQuantity(requests, "request line")} are errors`;
	return { kind: "ratio", failed: errors, total: requests, ratio, detail: `${text}${notes}`, ...known };
}

/** The reading of a log that could not be counted. */
export function unknownLog(detail: string, isRatio: boolean): Reading {
	return isRatio ? { kind: "ratio", failed: null, total: null, ratio: null, detail } : { kind: "count", count: null, detail };
}

/** The parts that the log knows wholly, each with its counts; `requests` is null where only a pattern is counted. */
export function seriesOf(
	parts: readonly Part[],
	tallies: readonly Tally[],
	extent: LogExtent,
	range: LogRange,
	isRatio: boolean,
): SeriesReading {
	const fault = gapIn(extent, range) ?? (isRatio ? mismatch(sumOf(tallies)) : null);
	if (fault !== null) return { samples: [], detail: fault };
	const samples = parts.flatMap((part, index) => {
		const tally = tallies[index];
		return tally === undefined || part.fromMs < extent.completeFromMs ? [] : [sampleOf(part, tally, isRatio)];
	});
	if (samples.length === 0 && extent.completeFromMs > range.fromMs)
		return { samples, detail: `the log only begins at ${iso(extent.completeFromMs)}` };
	const text = `${formatQuantity(sumOf(tallies).errors, "line")} matched in ${formatQuantity(samples.length, "part")}`;
	return { samples, detail: [text, ...notesOf(extent, range)].join("; ") };
}

function sampleOf({ fromMs, toMs }: Part, { errors, requests }: Tally, isRatio: boolean): Sample {
	const times = { fromMs, toMs, errorRatio: null, latency: null };
	// A request and the error line it ends with may fall on two sides of a cut.
	return isRatio ? { ...times, requests, errors: Math.min(errors, requests) } : { ...times, requests: null, errors };
}

function sumOf(tallies: readonly Tally[]): Tally {
	return tallies.reduce((sum, { errors, requests }) => ({ errors: sum.errors + errors, requests: sum.requests + requests }), {
		errors: 0,
		requests: 0,
	});
}

function mismatch({ errors, requests }: Tally): string | null {
	if (errors <= requests) return null;
	const numbers = `${formatQuantity(errors, "error line")} and only ${formatQuantity(requests, "request line")}`;
	return `${numbers}; let \`errors\` match lines that \`requests\` matches too`;
}

/** Why nothing is known of the range, or null. */
export function gapIn({ firstMs }: LogExtent, range: LogRange): string | null {
	if (firstMs === null || firstMs < range.toMs) return null;
	return `the log only begins at ${iso(firstMs)}, after the window`;
}

/** What must be said about how far the log reaches. */
export function notesOf(extent: LogExtent, range: LogRange): readonly string[] {
	return isLate(extent, range) ? [...extent.notes, `the log begins at ${iso(extent.completeFromMs)}, inside the window`] : extent.notes;
}

function isLate({ completeFromMs, firstMs }: LogExtent, range: LogRange): boolean {
	return firstMs !== null && firstMs < range.toMs && completeFromMs > range.fromMs;
}

function iso(ms: number): string {
	return new Date(ms).toISOString();
}
