/** The UTC time of day of an ISO 8601 time: `03:14:07`; the text itself when it is no time. */
export function clockTime(iso: string): string {
	const ms = Date.parse(iso);
	return Number.isNaN(ms) ? iso : new Date(ms).toISOString().slice(11, 19);
}

/** The UTC day of an ISO 8601 time: `2026-11-21`; the text itself when it is no time. */
export function utcDay(iso: string): string {
	const ms = Date.parse(iso);
	return Number.isNaN(ms) ? iso : new Date(ms).toISOString().slice(0, 10);
}

/** Milliseconds from one ISO 8601 time to another; null when one is missing, no time, or the end lies before the start. */
export function elapsedMs(from: string | null, to: string | null): number | null {
	const ms = from === null || to === null ? Number.NaN : Date.parse(to) - Date.parse(from);
	return Number.isNaN(ms) || ms < 0 ? null : ms;
}
