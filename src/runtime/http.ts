import { BackoutError } from "../core/error.ts";
import type { Clock, HttpClient, HttpRequest, HttpResponse, SecretMasker } from "../core/runtime.ts";
import { readBody } from "./http-body.ts";
import { aborted, badHeader, timedOut, unreachable } from "./http-errors.ts";
import { type Address, parseAddress, redirectWithin } from "./http-url.ts";

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 1_048_576;
const MOST_REDIRECTS = 5;
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 5_000;

export interface HttpClientOptions {
	readonly clock: Clock;
	/** Takes secrets out of error messages. */
	readonly masker?: SecretMasker;
}

/** A client over Node's fetch. One deadline covers connecting, redirects, the whole body and every retry; redirects are followed for GET and HEAD within the same host only, any other 3xx is a value. Throws BackoutError `http.timeout`, `http.unreachable`, `http.bad-url`, `http.bad-header`, `http.aborted`. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
	return {
		async request(request) {
			const address = withMaskedName(parseAddress(request.url), options.masker);
			const headers = headersOf(request, address);
			const deadline = startDeadline(request, address.shown);
			const startedAt = options.clock.now();
			try {
				const answer = await withRetries(request.retries ?? 0, options.clock, deadline.signal, () =>
					exchange(request, address, headers, deadline.signal),
				);
				return { ...answer, durationMs: options.clock.now() - startedAt };
			} catch (error) {
				throw deadline.passed() ?? error;
			} finally {
				deadline.clear();
			}
		},
	};
}

type Answer = Omit<HttpResponse, "durationMs">;

async function exchange(request: HttpRequest, address: Address, headers: Headers, signal: AbortSignal): Promise<Answer> {
	try {
		const response = await follow(request, address.url, headers, signal);
		const body = await readBody(response.body, request.maxBytes ?? DEFAULT_MAX_BYTES);
		return {
			status: response.status,
			headers: Object.fromEntries(response.headers),
			body: body.text,
			isTruncated: body.isTruncated,
		};
	} catch (error) {
		throw unreachable(address.shown, error);
	}
}

async function follow(request: HttpRequest, start: URL, headers: Headers, signal: AbortSignal): Promise<Response> {
	const method = (request.method ?? "GET").toUpperCase();
	const mayFollow = method === "GET" || method === "HEAD";
	let url = start;
	for (let hops = 0; ; hops++) {
		const response = await fetch(url, { method, headers, body: request.body ?? null, redirect: "manual", signal });
		const next = isRedirect(response.status) && mayFollow ? redirectWithin(url, response.headers.get("location")) : null;
		if (next === null || hops === MOST_REDIRECTS) return response;
		await response.body?.cancel();
		url = next;
	}
}

function isRedirect(status: number): boolean {
	return [301, 302, 303, 307, 308].includes(status);
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

function headersOf(request: HttpRequest, address: Address): Headers {
	const headers = new Headers({ "user-agent": "backout", accept: "*/*" });
	if (address.authorization !== null) headers.set("authorization", address.authorization);
	for (const [name, value] of Object.entries(request.headers ?? {})) {
		try {
			headers.set(name, value);
		} catch {
			throw badHeader(name, address.shown);
		}
	}
	return headers;
}

function withMaskedName(address: Address, masker: SecretMasker | undefined): Address {
	return masker === undefined ? address : { ...address, shown: masker.mask(address.shown) };
}
