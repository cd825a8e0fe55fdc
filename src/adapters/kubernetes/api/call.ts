import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { HttpResponse } from "../../../core/runtime.ts";
import { refusalIn, shownBody } from "./answer.ts";
import type { Connection, Sent } from "./connection.ts";
import { type Asked, oddAnswer, refused } from "./faults.ts";
import { isObject, parseJson } from "./json-text.ts";
import type { CallLimits } from "./port.ts";
import type { Refusal } from "./status.ts";

const DEFAULT_TIMEOUT_MS = 10_000;
/** 500 large pods are about 25 MB. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_TRIES = 6;
/** When a server that is busy does not say how long. */
const BUSY_MS = 1_000;

/** One call's request, without its limits. */
export type Wanted = Omit<Sent, "timeoutMs" | "signal" | "maxBytes">;

/** Asks until the server has time for it, within the limits. Answers with a 2xx; throws BackoutError as KubernetesApi says. */
export async function call(connection: Connection, wanted: Wanted, asked: Asked, limits: CallLimits = {}): Promise<HttpResponse> {
	const { clock, log } = connection.parts;
	const endsAt = clock.now() + (limits.timeoutMs ?? DEFAULT_TIMEOUT_MS);
	for (let tries = 1; ; tries++) {
		const leftMs = Math.max(1, endsAt - clock.now());
		const sent = { ...wanted, timeoutMs: leftMs, maxBytes: MOST_BYTES, ...(limits.signal ? { signal: limits.signal } : {}) };
		const answer = await connection.request(sent, asked);
		if (answer.status >= 200 && answer.status < 300) return answer;
		const refusal = refusalIn(answer, asked);
		const waitMs = waitBeforeNext(refusal, wanted.method ?? "GET");
		if (waitMs === null || tries === MOST_TRIES || clock.now() + waitMs >= endsAt || limits.signal?.aborted) throw refused(asked, refusal);
		log.debug(`Kubernetes is busy (${refusal.status}), asking again to ${asked.verb} ${asked.what} in ${waitMs} ms`);
		await clock.sleep(waitMs, limits.signal);
	}
}

/** The object that a call answers with. */
export async function callForObject(connection: Connection, wanted: Wanted, asked: Asked, limits?: CallLimits): Promise<JsonObject> {
	const value = await callForJson(connection, wanted, asked, limits);
	if (isObject(value)) return value;
	throw oddAnswer(asked, "its answer is JSON, but no object");
}

/** The JSON that a call answers with. */
export async function callForJson(connection: Connection, wanted: Wanted, asked: Asked, limits?: CallLimits): Promise<JsonValue> {
	const answer = await call(connection, wanted, asked, limits);
	if (answer.isTruncated) throw oddAnswer(asked, `its answer is longer than ${MOST_BYTES} bytes`);
	const value = parseJson(answer.body);
	if (value === undefined) throw oddAnswer(asked, shownBody(answer));
	return value;
}

/**
 * How long to wait before asking again; null: asking again is no use or not safe. A 429 is said before anything is done
 * (kubernetes.io/docs/concepts/cluster-administration/flow-control), so a write may be sent again too.
 */
function waitBeforeNext({ status, reason, retryAfterMs }: Refusal, method: string): number | null {
	const isReading = method === "GET";
	if (status === 429 || (isReading && (status === 502 || status === 503 || reason === "ServerTimeout"))) return retryAfterMs ?? BUSY_MS;
	return null;
}
