import { formatQuantity, formatShare } from "../core/number.ts";
import type { Reading } from "../core/signal.ts";
import type { LogQuestion, Tally } from "./log-tally.ts";

/** What was counted in all places, with what must be said about it. */
export interface LogCount {
	readonly tally: Tally;
	readonly notes: readonly string[];
}

/** The reading of a count: a ratio when requests are counted too. A log that begins after the window, or counts more errors than requests is unknown. */
export function readingOf(count: LogCount, question: LogQuestion): Reading {
	const gap = gapIn(count.tally, question);
	if (gap !== null) return unknownLog(gap, question.requests !== null);
	const notes = [...count.notes, ...beginNote(count.tally, question)].map((note) => `; ${note}`).join("");
	const { errors, requests } = count.tally;
	if (question.requests === null) return { kind: "count", count: errors, detail: `${formatQuantity(errors, "line")} matched${notes}` };
	if (errors > requests) {
		const numbers = `${formatQuantity(errors, "error line")} and only ${formatQuantity(requests, "request line")}`;
		return unknownLog(`${numbers}; let \`errors\` match lines that \`requests\` matches too${notes}`, true);
	}
	const ratio = requests === 0 ? null : errors / requests;
	const text = ratio === null ? "no request lines" : `${formatShare(ratio)} of ${formatQuantity(requests, "request line")} are errors`;
	return { kind: "ratio", failed: errors, total: requests, ratio, detail: `${text}${notes}` };
}

/** The reading of a log that could not be counted. */
export function unknownLog(detail: string, isRatio: boolean): Reading {
	return isRatio ? { kind: "ratio", failed: null, total: null, ratio: null, detail } : { kind: "count", count: null, detail };
}

function gapIn(tally: Tally, question: LogQuestion): string | null {
	if (tally.firstMs === null || tally.firstMs < question.toMs) return null;
	return `the log only begins at ${iso(tally.firstMs)}, after the window`;
}

/** Why lines cannot be placed in the window, or null when they can. */
export function timelessFault(tally: Tally): string | null {
	if (tally.lines === 0 || tally.firstMs !== null) return null;
	return "no line shows a time that is known here (ISO 8601, common log format, or time, ts, timestamp in JSON), so none can be placed in the window";
}

function beginNote(tally: Tally, question: LogQuestion): readonly string[] {
	return tally.firstMs !== null && tally.firstMs > question.fromMs ? [`the log begins at ${iso(tally.firstMs)}, inside the window`] : [];
}

function iso(ms: number): string {
	return new Date(ms).toISOString();
}
