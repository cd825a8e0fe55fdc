import { formatDuration } from "../core/duration.ts";
import { formatQuantity, formatShare } from "../core/number.ts";
import type { Part } from "../core/part.ts";
import type { Sample } from "../core/series.ts";
import type { Reading } from "../core/signal.ts";
import { countIn, type DatabaseAnswer, numberOf, onlyValue, type Row } from "./sql-database.ts";

type Rows = readonly (readonly Row[])[];

/** The reading of a check: `true` or a number above zero passes; `false`, 0 and no row fail, and so does a database that is away or late. `wasLeft`: a person left, and nothing is known. */
export function checkReading({ rows, fault }: DatabaseAnswer, latencyMs: number, wasLeft: boolean): Reading {
	if (fault !== null) {
		const passed = fault.kind === "refused" || wasLeft ? null : false;
		return { kind: "check", passed, latencyMs: null, detail: fault.why };
	}
	const { passed, says } = verdictOf(rows[0] ?? []);
	return { kind: "check", passed, latencyMs, detail: `the query ${says} in ${formatDuration(latencyMs)}` };
}

function verdictOf(rows: readonly Row[]): { readonly passed: boolean | null; readonly says: string } {
	if (rows.length === 0) return { passed: false, says: "gave no row" };
	const only = onlyValue(rows);
	if ("fault" in only) return { passed: null, says: `${only.fault}; it must give one row with one value` };
	const { value } = only;
	if (typeof value === "boolean") return { passed: value, says: `gave ${value}` };
	if (value === null) return { passed: null, says: "gave NULL" };
	const number = numberOf(value);
	if (number === null || !Number.isFinite(number)) return { passed: null, says: "gave neither true or false nor a number" };
	return { passed: number > 0, says: `gave ${number}` };
}

/** The reading of the counts: errors and requests, or one count. */
export function readingOfCounts(kind: "ratio" | "count", rows: Rows): Reading {
	const counts = countsOf(kind, rows);
	if ("fault" in counts) return missingSql(kind, counts.fault);
	const { errors, requests } = counts;
	if (requests === null) return { kind: "count", count: errors, detail: `the query counts ${errors}` };
	if (requests === 0) return { kind: "ratio", failed: 0, total: 0, ratio: null, detail: "no requests in the window" };
	const ratio = errors / requests;
	return {
		kind: "ratio",
		failed: errors,
		total: requests,
		ratio,
		detail: `${formatShare(ratio)} of ${formatQuantity(requests, "request")} failed`,
	};
}

/** The reading when nothing could be counted. */
export function missingSql(kind: "ratio" | "count", why: string): Reading {
	if (kind === "count") return { kind: "count", count: null, detail: why };
	return { kind: "ratio", failed: null, total: null, ratio: null, detail: why };
}

/** The sample of one part of time; none when its queries did not come to an answer, or gave no counts. */
export function sampleOfCounts(part: Part, rows: Rows, asked: number): readonly Sample[] {
	if (rows.length < asked) return [];
	const counts = countsOf(asked === 2 ? "ratio" : "count", rows);
	return "fault" in counts ? [] : [{ ...part, ...counts, errorRatio: null, latency: null }];
}

type Counts = { readonly errors: number; readonly requests: number | null } | { readonly fault: string };

function countsOf(kind: "ratio" | "count", [first = [], second = []]: Rows): Counts {
	const errors = countIn(first);
	if ("fault" in errors) return { fault: `the query ${kind === "ratio" ? "of errors " : ""}${errors.fault}` };
	if (kind === "count") return { errors: errors.count, requests: null };
	const requests = countIn(second);
	if ("fault" in requests) return { fault: `the query of requests ${requests.fault}` };
	if (errors.count <= requests.count) return { errors: errors.count, requests: requests.count };
	return { fault: `the database counts ${errors.count} errors in ${requests.count} requests; errors must be a part of requests` };
}
