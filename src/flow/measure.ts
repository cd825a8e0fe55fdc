import { signalFrom } from "../core/judgement.ts";
import { knownWindow, lengthMs, overWindow } from "../core/measurement.ts";
import type { Signal, SignalSource, Window } from "../core/signal.ts";
import { type ReadLimits, readInTime } from "../verify/index.ts";
import type { ConnectedPlace } from "./parts.ts";
import { readinessSources } from "./readiness.ts";

/** "Before" is this many windows long, so that a quiet minute is not mistaken for how things are. */
export const BASELINE_WINDOWS = 10;

/** Every check and signal at once, each with what it was before the release took traffic, where its source has a past. */
export async function measure(
	connected: ConnectedPlace,
	deployedAt: number | null,
	now: number,
	limits: ReadLimits,
): Promise<readonly Signal[]> {
	const { thresholds } = connected.config;
	const window = windowOf(Math.max(now - thresholds.windowMs, deployedAt ?? 0), now);
	const before = deployedAt === null ? null : windowOf(deployedAt - BASELINE_WINDOWS * thresholds.windowMs, deployedAt);
	const sources: readonly SignalSource[] = [...connected.health, ...connected.smoke, ...readinessSources(connected), ...connected.signals];
	return await Promise.all(
		sources.map(async (source) => {
			const [reading, baseline] = await Promise.all([
				readInTime(source, window, limits),
				before !== null && source.hasPast ? readInTime(source, before, limits) : null,
			]);
			if (baseline === null || before === null) return signalFrom(source, window, reading, null, thresholds, "live", null);
			const known = knownWindow(baseline, before);
			const earlier = overWindow(baseline, known, knownWindow(reading, window));
			return signalFrom(source, window, reading, earlier, thresholds, "live", lengthMs(known));
		}),
	);
}

/** At least a millisecond long. */
function windowOf(from: number, to: number): Window {
	return { from: new Date(Math.min(from, to - 1)).toISOString(), to: new Date(to).toISOString() };
}
