import type { HttpResponse } from "../../../core/runtime.ts";
import { type Asked, oddAnswer } from "./faults.ts";
import { parseJson } from "./json-text.ts";
import { printable, type Refusal, refusalOf } from "./status.ts";

/** What is looked at of an answer. */
type Answer = Pick<HttpResponse, "status" | "headers" | "body">;

/** Said also in plain text: by a request's own limits, by an aggregated API or by a load balancer that has no server just now. */
const PLAIN_STATUSES: readonly number[] = [401, 403, 404, 410, 429, 502, 503, 504];

/** What a bad answer says. Throws `kubernetes.failed` when no API server would say it so. */
export function refusalIn(answer: Answer, asked: Asked): Refusal {
	const refusal = refusalOf(answer.status, parseJson(answer.body), answer.headers["retry-after"] ?? null);
	if (refusal.reason !== "" || refusal.message !== "" || PLAIN_STATUSES.includes(answer.status)) {
		return refusal.message === "" ? { ...refusal, message: shownBody(answer) } : refusal;
	}
	throw oddAnswer(asked, shownBody(answer));
}

/** `HTTP 502, text/html: 502 Bad Gateway nginx`: tags out, the first words only. */
export function shownBody({ status, headers, body }: Answer): string {
	const text = printable(body.slice(0, 4_000).replace(/<(script|style)\b[\s\S]*?<\/\1>|<[^>]*>/gi, " ")).slice(0, 200);
	const type = headers["content-type"]?.split(";")[0] ?? "no content type";
	const location = headers["location"] === undefined ? "" : ", a redirect to another place";
	return `HTTP ${status}, ${printable(type).slice(0, 60)}${location}${text === "" ? ", empty" : `: ${text}`}`;
}
