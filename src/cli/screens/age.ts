import { formatDuration } from "../../core/duration.ts";
import { elapsedMs } from "../../core/time.ts";

/** How long ago a moment was, coarse enough to read at a glance: `40 s`, `12 min`, `3 h 5 min`, `2 d`; empty when nobody knows. */
export function age(iso: string | null, nowMs: number): string {
	const ms = elapsedMs(iso, new Date(nowMs).toISOString());
	if (ms === null) return "";
	if (ms < 60_000) return `${Math.floor(ms / 1_000)} s`;
	return formatDuration(ms).replace(/(?<= min) \d\d s$|(?<= h) 0 min$|(?<= d) \d+ h$/, "");
}

/** A moment for a table: `2026-11-21 03:14` in UTC; empty when nobody knows. */
export function moment(iso: string | null): string {
	return iso === null ? "" : iso.slice(0, 16).replace("T", " ");
}
