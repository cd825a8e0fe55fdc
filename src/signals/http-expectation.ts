import type { HttpResponse } from "../core/runtime.ts";
import type { SignalMeasure } from "../core/signal.ts";
import { shown } from "./excerpt.ts";
import { valueAt } from "./json-path.ts";

/** A value that JSON can hold without a structure. */
export type JsonScalar = string | number | boolean | null;

/** What an answer must look like. */
export interface Expectation {
	readonly measure: SignalMeasure;
	readonly statuses: readonly number[];
	/** By path; null: not said, so the body's own `status` is believed. */
	readonly json: Readonly<Record<string, JsonScalar>> | null;
	readonly contains: string | null;
}

/** What a health endpoint calls itself when it is well: the runbooks' `healthy`, Spring's `UP`, and `pass` of the health+json draft. */
const WELL = ["healthy", "ok", "up", "pass"];
/** What any endpoint calls itself when it is not well; a smoke test may answer with a `status` of its own, like `shipped`. */
const UNWELL = ["unhealthy", "down", "fail", "failed", "error", "critical"];

/** What is wrong with the answer, in words; null when nothing is. */
export function faultOf(response: HttpResponse, expected: Expectation): string | null {
	return statusFault(response, expected) ?? containsFault(response, expected.contains) ?? jsonFault(response, expected);
}

function statusFault(response: HttpResponse, expected: Expectation): string | null {
	if (expected.statuses.includes(response.status)) return null;
	const location = response.headers["location"];
	const elsewhere = location === undefined ? "" : " (a redirect to another host, or of another method than GET, is not followed)";
	return `answered ${response.status}, expected ${expected.statuses.join(" or ")}${elsewhere}`;
}

function containsFault(response: HttpResponse, text: string | null): string | null {
	if (text === null || response.body.includes(text)) return null;
	return `the body${response.isTruncated ? "'s first part" : ""} does not contain ${shown(text)}`;
}

function jsonFault(response: HttpResponse, expected: Expectation): string | null {
	const document = parseJson(response.body);
	if (expected.json === null) return ownStatusFault(response, document, expected.measure);
	if (document === undefined) return response.isTruncated ? "the JSON is too long to be read" : "the body is not JSON";
	const wrong = Object.entries(expected.json).find(([path, value]) => valueAt(document, path) !== value);
	return wrong === undefined ? null : `${wrong[0]} is ${shown(valueAt(document, wrong[0]))}, expected ${shown(wrong[1])}`;
}

/** A service may answer 200 and say in the body that it is unwell (runbook 001 reads `.status`). */
function ownStatusFault(response: HttpResponse, document: unknown, measure: SignalMeasure): string | null {
	if (response.status >= 300) return null;
	if (response.isTruncated && (response.headers["content-type"] ?? "").includes("json")) return "the JSON is too long to be read";
	const status = valueAt(document, "status");
	if (typeof status !== "string") return null;
	const word = status.toLowerCase();
	if (measure === "health" && !WELL.includes(word)) return `answered ${response.status} but its status is ${shown(status)}`;
	return UNWELL.includes(word) ? `answered ${response.status} but its status is ${shown(status)}` : null;
}

function parseJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}
