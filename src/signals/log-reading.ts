import { formatQuantity, formatShare } from "../core/number.ts";
import type { Part } from "../core/part.ts";
import type { Sample, SeriesReading } from "../core/series.ts";
import type { Reading } from "../core/signal.ts";
import type { LogExtent, LogRange } from "./log-place.ts";
import type { Tally } from "./log-tally.ts";

/** The reading of a counted window: a ratio when requests are counted too. A log that begins after the window, and error lines without a single request line, are unknown. */
export function readingOf(tally: Tally, extent: LogExtent, range: LogRange, isRatio: boolean): Reading {
	const fault = gapIn(extent, range) ?? (isRatio ? noRequests(tally) : null);
	const notes = [...(isRatio ? strayNotes(tally) : []), ...notesOf(extent, range)].map((note) => `; ${note}`).join("");
	if (fault !== null) return unknownLog(`${fault}${notes}`, isRatio);
	const known = isLate(extent, range) ? { knownFrom: iso(extent.completeFromMs) } : {};
	if (!isRatio) return { kind: "count", count: tally.errors, detail: `${formatQuantity(tally.errors, "line")} matched${notes}`, ...known };
	const { requests } = tally;
	const failed = failedOf(tally, errorsAreRequests(tally));
	const ratio = requests === 0 ? null : failed / requests;
	const text = ratio === null ? "no request lines" : `${formatShare(ratio)} of ${formatQuantity(requests, "request line")} are errors`;
	return { kind: "ratio", failed, total: requests, ratio, detail: `${text}${notes}`, ...known };
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
	const sum = sumOf(tallies);
	const fault = gapIn(extent, range) ?? (isRatio ? noRequests(sum) : null);
	if (fault !== null) return { samples: [], detail: fault };
	// Of all parts alike, so that before and after can be compared.
	const areErrorsRequests = errorsAreRequests(sum);
	const samples = parts.flatMap((part, index) => {
		const tally = tallies[index];
		return tally === undefined || part.fromMs < extent.completeFromMs ? [] : [sampleOf(part, tally, isRatio ? areErrorsRequests : null)];
	});
	if (samples.length === 0 && extent.completeFromMs > range.fromMs)
		return { samples, detail: `the log only begins at ${iso(extent.completeFromMs)}` };
	const text = `${formatQuantity(sum.errors, "line")} matched in ${formatQuantity(samples.length, "part")}`;
	return { samples, detail: [text, ...(isRatio ? strayNotes(sum) : []), ...notesOf(extent, range)].join("; ") };
}

/** `areErrorsRequests`: null where only a pattern is counted. */
function sampleOf({ fromMs, toMs }: Part, tally: Tally, areErrorsRequests: boolean | null): Sample {
	const times = { fromMs, toMs, errorRatio: null, latency: null };
	if (areErrorsRequests === null) return { ...times, requests: null, errors: tally.errors };
	return { ...times, requests: tally.requests, errors: failedOf(tally, areErrorsRequests) };
}

function sumOf(tallies: readonly Tally[]): Tally {
	const sum = (count: (tally: Tally) => number) => tallies.reduce((total, tally) => total + count(tally), 0);
	return { errors: sum(({ errors }) => errors), requests: sum(({ requests }) => requests), failed: sum(({ failed }) => failed) };
}

/** Whether the request lines tell themselves which of them failed: most lines that match `errors` match `requests` too. Else errors are logged on lines of their own. */
function errorsAreRequests({ errors, failed }: Tally): boolean {
	return 2 * failed >= errors;
}

/** A stack trace beside a request's own line is no second failure. Errors on lines of their own may be more than requests, of which no more than all can fail; a request and its error line may also fall on two sides of a cut. */
function failedOf({ errors, requests, failed }: Tally, areErrorsRequests: boolean): number {
	return areErrorsRequests ? failed : Math.min(errors, requests);
}

function noRequests({ errors, requests }: Tally): string | null {
	if (requests > 0 || errors === 0) return null;
	return `${formatQuantity(errors, "error line")} and no request line; let \`requests\` match the lines of failed requests too`;
}

/** What must be said of error lines that are no request lines: they are not counted, or they are all there is to count. */
function strayNotes(tally: Tally): readonly string[] {
	const { errors, requests, failed } = tally;
	const stray = errors - failed;
	if (stray === 0 || requests === 0) return [];
	const lines = formatQuantity(stray, "error line");
	const are = stray === 1 ? "is no request line" : "are no request lines";
	const counted = errorsAreRequests(tally) ? "not counted" : "counted all the same, up to as many as there are requests";
	return [`${lines} ${are}, ${counted}; let \`errors\` match only lines that \`requests\` matches too`];
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
