import { BackoutError } from "../core/error.ts";
import type { Clock, HttpClient, HttpRequest, HttpResponse, SecretMasker } from "../core/runtime.ts";
import { aborted, badHeader, timedOut, unreachable } from "./http-errors.ts";
import type { Call } from "./http-exchange.ts";
import { type Address, parseAddress } from "./http-url.ts";

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 1_048_576;
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 5_000;

export interface HttpClientOptions {
	readonly clock: Clock;
	/** Takes secrets out of error messages. */
	readonly masker?: SecretMasker;
}

/** A client over Node's own HTTP. One deadline covers connecting, redirects, the whole body and every retry; redirects are followed for GET and HEAD within the same host only, any other 3xx is a value. Throws BackoutError `http.timeout`, `http.unreachable`, `http.bad-url`, `http.bad-header`, `http.aborted`. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
	return {
		async request(request) {
			const address = withMaskedName(parseAddress(request.url), options.masker);
			const call = callOf(request, address);
			const deadline = startDeadline(request, address.shown);
			const startedAt = options.clock.now();
			try {
				const answer = await withRetries(request.retries ?? 0, options.clock, deadline.signal, () =>
					exchange(request, address, { ...call, signal: deadline.signal }),
				);
				return { ...answer, durationMs: options.clock.now() - startedAt };
			} catch (error) {
				throw deadline.passed() ?? error;
			} finally {
				deadline.clear();
			}
		},
		async open(request) {
			const address = withMaskedName(parseAddress(request.url), options.masker);
			const deadline = startDeadline(request, address.shown);
			const failed = (error: unknown): unknown => {
				deadline.clear();
				return deadline.passed() ?? unreachable(address.shown, error);
			};
			try {
				const [{ headersIn, open }, { linesOf }] = await Promise.all([import("./http-exchange.ts"), import("./http-body.ts")]);
				const answer = await open(address.url, { ...callOf(request, address), connecting: "lasting", signal: deadline.signal });
				const lines = linesOf(answer, request.maxBytes ?? DEFAULT_MAX_BYTES);
				return { status: answer.statusCode ?? 0, headers: headersIn(answer), lines: guarded(lines, deadline, failed) };
			} catch (error) {
				throw failed(error);
			}
		},
	};
}

/** The lines with every fault in our words; the deadline is over when they are. */
async function* guarded(lines: AsyncIterable<string>, deadline: Deadline, failed: (error: unknown) => unknown): AsyncGenerator<string> {
	try {
		yield* lines;
		// A body that was given up while nobody read it only looks as if it had come to its end.
		if (deadline.passed() !== null) throw deadline.passed();
	} catch (error) {
		throw failed(error);
	} finally {
		deadline.clear();
	}
}

function callOf(request: HttpRequest, address: Address): Omit<Call, "signal"> {
	const method = (request.method ?? "GET").toUpperCase();
	const mayShare = method === "GET" || method === "HEAD" || request.isOnceOnly === true;
	return {
		method,
		connecting: mayShare ? "kept" : "own",
		headers: headersOf(request, address),
		body: request.body ?? null,
		tls: request.tls ?? null,
	};
}

type Answer = Omit<HttpResponse, "durationMs">;

async function exchange(request: HttpRequest, address: Address, call: Call): Promise<Answer> {
	try {
		// On first use: loading Node's HTTP and TLS costs as much as a small command.
		const [{ headersIn, open }, { readBody }] = await Promise.all([import("./http-exchange.ts"), import("./http-body.ts")]);
		const answer = await open(address.url, call);
		const body = await readBody(answer, request.maxBytes ?? DEFAULT_MAX_BYTES);
		return { status: answer.statusCode ?? 0, headers: headersIn(answer), body: body.text, isTruncated: body.isTruncated };
	} catch (error) {
		throw unreachable(address.shown, error);
	}
}

/** Tries again on network errors and 5xx; an answer in hand is better than a deadline missed. Waits with full jitter, so that many clients of one broken host do not come back together. */
async function withRetries(retries: number, clock: Clock, signal: AbortSignal, attempt: () => Promise<Answer>): Promise<Answer> {
	for (let tries = 0; ; tries++) {
		const isLast = tries >= retries;
		const outcome = await attempt().catch((error: unknown) => {
			if (isLast || signal.aborted) throw error;
			return null;
		});
		if (outcome !== null && (outcome.status < 500 || isLast)) return outcome;
		await clock.sleep(Math.random() * Math.min(FIRST_BACKOFF_MS * 2 ** (tries + 1), LONGEST_BACKOFF_MS), signal);
		if (outcome !== null && signal.aborted) return outcome;
	}
}

interface Deadline {
	readonly signal: AbortSignal;
	/** Why the signal aborted, or null when it has not. */
	passed(): BackoutError | null;
	clear(): void;
}

function startDeadline(request: HttpRequest, shownUrl: string): Deadline {
	const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
	const controller = new AbortController();
	const giveUp = () => controller.abort(aborted(shownUrl));
	const timer = setTimeout(() => controller.abort(timedOut(shownUrl, timeoutMs)), timeoutMs);
	request.signal?.addEventListener("abort", giveUp, { once: true });
	if (request.signal?.aborted) giveUp();
	return {
		signal: controller.signal,
		passed: () => (controller.signal.reason instanceof BackoutError ? controller.signal.reason : null),
		clear() {
			clearTimeout(timer);
			request.signal?.removeEventListener("abort", giveUp);
		},
	};
}

/** Field names and values as RFC 9110, 5.1 and 5.5 allow them. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function headersOf(request: HttpRequest, address: Address): Call["headers"] {
	const own = { "user-agent": "backout", accept: "*/*", "accept-encoding": "gzip, br" };
	const headers: Record<string, string | string[]> =
		address.authorization === null ? own : { ...own, authorization: address.authorization };
	// Node tells the length by itself only of methods that usually have a body: a DELETE's would be taken for the next request.
	if (request.body !== undefined) headers["content-length"] = String(Buffer.byteLength(request.body));
	for (const [name, given] of Object.entries(request.headers ?? {})) {
		const values = [given].flat().map(trimmed);
		if (!HEADER_NAME.test(name) || !values.every((value) => HEADER_VALUE.test(value))) throw badHeader(name, address.shown);
		headers[name.toLowerCase()] = typeof given === "string" ? trimmed(given) : values;
	}
	return headers;
}

/** A secret's file often ends with a line break. */
function trimmed(value: string): string {
	return value.replace(/^[\t\r\n ]+|[\t\r\n ]+$/g, "");
}

function withMaskedName(address: Address, masker: SecretMasker | undefined): Address {
	return masker === undefined ? address : { ...address, shown: masker.mask(address.shown) };
}
