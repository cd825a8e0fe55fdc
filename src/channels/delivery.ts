import type { Delivery } from "../core/channel.ts";
import { BackoutError, errorText } from "../core/error.ts";
import type { HttpClient, HttpResponse } from "../core/runtime.ts";

const TIMEOUT_MS = 10_000;
/** A channel's answer is a word or a small JSON. */
const MOST_BYTES = 16_384;
const MOST_SHOWN = 200;
/** A receiver that asks for a longer silence than an incident lasts is asked again sooner. */
const LONGEST_WAIT_MS = 3_600_000;

/** What is posted, and how the receiver is called in messages: webhook URLs are secrets, they are never shown. */
export interface Post {
	readonly receiver: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** Posts JSON once and says how it ended; trying again is the outbox's. 2xx is delivered; 408, 429 and 5xx may be tried again; every other status is final. Never throws. */
export async function post(http: HttpClient, what: Post, deadline: AbortSignal): Promise<Delivery> {
	try {
		const response = await http.request({
			url: what.url,
			method: "POST",
			headers: { "content-type": "application/json; charset=utf-8", ...what.headers },
			body: what.body,
			timeoutMs: TIMEOUT_MS,
			maxBytes: MOST_BYTES,
			signal: deadline,
		});
		return deliveryOf(response, what);
	} catch (error) {
		const isRetryable = error instanceof BackoutError && error.retryable;
		return { ok: false, detail: withoutUrl(errorText(error), what), retryable: isRetryable, retryAfterMs: null };
	}
}

function deliveryOf(response: HttpResponse, what: Post): Delivery {
	const { status } = response;
	if (status >= 200 && status < 300) return { ok: true };
	const said = response.body.replace(/[\p{C}\s]+/gu, " ").trim();
	const detail = `${what.receiver} answered ${status}${said === "" ? "" : `: ${said.slice(0, MOST_SHOWN)}`}`;
	const isRetryable = status === 408 || status === 429 || status >= 500;
	return {
		ok: false,
		detail: withoutUrl(detail, what),
		retryable: isRetryable,
		retryAfterMs: isRetryable ? retryAfterMs(response.headers) : null,
	};
}

/** RFC 9110, 10.2.3: whole seconds, or an HTTP date, which is held against the receiver's own clock (`date`). */
function retryAfterMs(headers: HttpResponse["headers"]): number | null {
	const wanted = headers["retry-after"]?.trim() ?? "";
	const ms = /^\d+$/.test(wanted) ? Number(wanted) * 1_000 : Date.parse(wanted) - Date.parse(headers["date"] ?? "");
	return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), LONGEST_WAIT_MS);
}

function withoutUrl(text: string, what: Post): string {
	const url = URL.parse(what.url);
	const secrets = [what.url, ...(url === null ? [] : [`${url.origin}${url.pathname}`, url.pathname])];
	return secrets.filter((secret) => secret.length > 1).reduce((shown, secret) => shown.replaceAll(secret, what.receiver), text);
}
