import { missingReading } from "../core/reading.ts";
import type { Reading, SignalMeasure, SignalSource, Window } from "../core/signal.ts";

/** A stub of a signal source that answers with the given readings in turn and repeats the last; it remembers the windows it was asked for. */
export interface ScriptedSource extends SignalSource {
	readonly windows: readonly Window[];
}

/** A stubbed source; without readings it always says that it could not measure. */
export function scriptedSource(name: string, measure: SignalMeasure, ...readings: readonly Reading[]): ScriptedSource {
	const windows: Window[] = [];
	return {
		name,
		source: "scripted",
		measure,
		hasPast: true,
		windows,
		async read(window) {
			windows.push(window);
			return readings[Math.min(windows.length, readings.length) - 1] ?? missingReading(measure, "no reading was scripted");
		},
	};
}

/** A reading of a passing check. */
export const PASSES: Reading = { kind: "check", passed: true, latencyMs: 12, detail: "HTTP 200" };

/** A reading of a failing check. */
export const FAILS: Reading = { kind: "check", passed: false, latencyMs: 8, detail: "HTTP 503" };

/** A reading of `failed` failed requests out of `total`. */
export function ratioReading(failed: number, total: number): Reading {
	return { kind: "ratio", failed, total, ratio: total === 0 ? null : failed / total, detail: "" };
}

/** A reading of a 95th percentile in milliseconds. */
export function p95Reading(ms: number): Reading {
	return { kind: "latency", ms, statistic: "p95", samples: null, detail: "" };
}
