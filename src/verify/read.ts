import { errorText } from "../core/error.ts";
import { missingReading } from "../core/reading.ts";
import type { Clock } from "../core/runtime.ts";
import type { Reading, SignalSource, Window } from "../core/signal.ts";

/** How long a source may take, and what ends everything at once. */
export interface ReadLimits {
	readonly clock: Clock;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}

/** What the source saw, within `timeoutMs`; a source that is late, away or faulty gives a reading of nulls, so that it can never hang or end a verification. */
export async function readInTime(source: SignalSource, window: Window, limits: ReadLimits): Promise<Reading> {
	const ended = new AbortController();
	const deadline = AbortSignal.any([ended.signal, limits.signal]);
	try {
		return await Promise.race([source.read(window, deadline), lateReading(source, limits, deadline)]);
	} catch (thrown) {
		return missingReading(source.measure, errorText(thrown));
	} finally {
		ended.abort();
	}
}

async function lateReading(source: SignalSource, limits: ReadLimits, deadline: AbortSignal): Promise<Reading> {
	await limits.clock.sleep(limits.timeoutMs, deadline);
	const why = limits.signal.aborted ? "interrupted before it answered" : `no answer within ${limits.timeoutMs} ms`;
	return missingReading(source.measure, why);
}
