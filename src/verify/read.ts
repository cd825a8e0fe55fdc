import { errorText } from "../core/error.ts";
import { missingReading } from "../core/reading.ts";
import type { Clock } from "../core/runtime.ts";
import type { SeriesReading } from "../core/series.ts";
import type { Reading, SignalSource, Window } from "../core/signal.ts";

/** How long a source may take, and what ends everything at once. */
export interface ReadLimits {
	readonly clock: Clock;
	/** For sources whose settings do not say how long they may take, in milliseconds. */
	readonly timeoutMs: number;
	/** Ends every source, whatever its settings allow it. */
	readonly signal: AbortSignal;
}

/** A source that says itself that its time was up knows more (a check that was too slow has failed) than we, who would not know: it gets this much longer than its settings say, in milliseconds. */
const GRACE_MS = 1_000;

/** What the source saw, within the time its settings give it, else within `timeoutMs`, and never past `signal`; a source that is late, away or faulty gives a reading of nulls, so that it can never hang or end a verification. */
export async function readInTime(source: SignalSource, window: Window, limits: ReadLimits): Promise<Reading> {
	return await inTime(
		source,
		limits,
		(deadline) => source.read(window, deadline),
		(why) => missingReading(source.measure, why),
	);
}

/** The window in parts, within the same limits; no samples and the reason from a source that is late or faulty. Null when the source has no series. */
export async function seriesInTime(
	source: SignalSource,
	window: Window,
	partMs: number,
	limits: ReadLimits,
): Promise<SeriesReading | null> {
	if (source.series === undefined) return null;
	const missing = { samples: [], detail: "it gives no series" };
	return await inTime(
		source,
		limits,
		async (deadline) => (await source.series?.(window, partMs, deadline)) ?? missing,
		(detail) => ({ samples: [], detail }),
	);
}

async function inTime<Value>(
	source: SignalSource,
	limits: ReadLimits,
	ask: (deadline: AbortSignal) => Promise<Value>,
	missing: (why: string) => Value,
): Promise<Value> {
	const ended = new AbortController();
	const deadline = AbortSignal.any([ended.signal, limits.signal]);
	const late = async () => missing(await lateness(source, limits, deadline));
	try {
		return await Promise.race([ask(deadline), late()]);
	} catch (thrown) {
		return missing(errorText(thrown));
	} finally {
		ended.abort();
	}
}

/** Waits until the source's time is up and says why it is. */
async function lateness(source: SignalSource, limits: ReadLimits, deadline: AbortSignal): Promise<string> {
	await limits.clock.sleep(source.withinMs === undefined ? limits.timeoutMs : source.withinMs + GRACE_MS, deadline);
	return limits.signal.aborted ? "interrupted before it answered" : `no answer within ${source.withinMs ?? limits.timeoutMs} ms`;
}
