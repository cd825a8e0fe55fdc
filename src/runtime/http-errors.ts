import { BackoutError, errorText } from "../core/error.ts";

/** Why a platform's network call failed, in words; the codes are Node's (nodejs.org/api/errors.html) and OpenSSL's. */
const NETWORK_REASONS: Readonly<Record<string, string>> = {
	ECONNREFUSED: "the connection was refused",
	ECONNRESET: "the connection was closed half-way",
	EPIPE: "the connection was closed half-way",
	ENOTFOUND: "the host name has no address",
	EAI_AGAIN: "the name server did not answer",
	EHOSTUNREACH: "there is no way to the host",
	ENETUNREACH: "there is no way to the network",
	ETIMEDOUT: "the host did not answer the connection",
	CERT_HAS_EXPIRED: "its certificate has expired",
	DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
	SELF_SIGNED_CERT_IN_CHAIN: "its certificate chain is self-signed",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate's issuer is unknown",
	ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
};

/** The error for a URL that cannot be asked; the URL itself is left out, it may hold a secret. */
export function badUrl(reason: string): BackoutError {
	return new BackoutError({
		code: "http.bad-url",
		message: `the URL cannot be asked: ${reason}`,
		fix: "write a full URL that starts with http:// or https://",
	});
}

/** The error for a header that HTTP does not allow; its value is left out. */
export function badHeader(name: string, shownUrl: string): BackoutError {
	return new BackoutError({
		code: "http.bad-header",
		message: `${shownUrl} cannot be asked: the header ${JSON.stringify(name)} or its value holds characters that HTTP does not allow`,
		fix: "look for a line break or a non-ASCII character in the header, often at the end of a secret's file",
	});
}

/** The error for an answer that was not complete in time. */
export function timedOut(shownUrl: string, timeoutMs: number): BackoutError {
	return new BackoutError({
		code: "http.timeout",
		message: `${shownUrl} did not answer completely within ${timeoutMs} ms`,
		fix: "see whether the host is overloaded, or allow it more time",
		retryable: true,
	});
}

/** The error for a request that its caller gave up. */
export function aborted(shownUrl: string): BackoutError {
	return new BackoutError({
		code: "http.aborted",
		message: `the request to ${shownUrl} was given up before it was answered`,
		fix: "ask again when there is time",
		retryable: true,
	});
}

/** The error for a host that could not be talked to, with the reason in words. */
export function unreachable(shownUrl: string, thrown: unknown): BackoutError {
	const { code, text } = rootOf(thrown);
	const reason = NETWORK_REASONS[code] ?? (code === "" ? text : `${text} (${code})`);
	return new BackoutError({
		code: "http.unreachable",
		message: `${shownUrl} could not be reached: ${reason}`,
		fix: "see whether the service runs, and whether this machine may reach it",
		retryable: true,
	});
}

/** Node hides the reason behind a list when the host has several addresses. */
function rootOf(thrown: unknown): { code: string; text: string } {
	if (thrown instanceof AggregateError && thrown.errors.length > 0) return rootOf(thrown.errors[0]);
	if (!(thrown instanceof Error)) return { code: "", text: errorText(thrown) };
	if (thrown.cause instanceof Error) return rootOf(thrown.cause);
	return { code: "code" in thrown && typeof thrown.code === "string" ? thrown.code : "", text: thrown.message };
}
