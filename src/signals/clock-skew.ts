import { formatDuration } from "../core/duration.ts";
import type { HttpResponse } from "../core/runtime.ts";

/** A `Date` header tells whole seconds and may be a little old; beyond this a window falls where it should not, in milliseconds. */
const MOST_SKEW_MS = 30_000;

/** What to tell when the server's clock and ours are more than 30 s apart, by its `Date` header (RFC 9110, 6.6.1); null when they are not, or when it says no time. `receivedAtMs` is when the answer was in. */
export function skewNote(response: HttpResponse, receivedAtMs: number): string | null {
	// The header was written somewhere between asking and the last byte.
	const aheadMs = Date.parse(response.headers["date"] ?? "") - (receivedAtMs - response.durationMs / 2);
	if (!(Math.abs(aheadMs) > MOST_SKEW_MS + response.durationMs / 2)) return null;
	const side = aheadMs > 0 ? "ahead of" : "behind";
	return `the server's clock is ${formatDuration(Math.abs(aheadMs))} ${side} this machine's, so windows fall at the wrong moments; let both follow NTP`;
}
