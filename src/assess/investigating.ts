import type { Assessment } from "../core/assessment.ts";

/** After an hour without a look nobody knows whether it is still the same trouble; ours. */
const LOOKS_APART_MS = 3_600_000;

/** Milliseconds since the epoch: since when the running release has been under investigation by the newest assessment of its place; null when it was well then, when another release ran, and when the last look is long ago. */
export function investigatingSince(latest: Assessment | null, running: string | null, now: number): number | null {
	// What was stored before there was this field has none.
	const since = latest?.investigatingSince ?? null;
	if (latest === null || since === null || running === null || latest.current?.id !== running) return null;
	const [sinceMs, lookMs] = [Date.parse(since), Date.parse(latest.at)];
	const isFresh = now - lookMs <= LOOKS_APART_MS && sinceMs <= now;
	return isFresh ? sinceMs : null;
}
