import type { Thresholds } from "../../core/config.ts";
import type { Series } from "../../core/series.ts";
import type { ReleaseJudgement } from "../../core/verdict.ts";

/** Everything the judge looks at. Pure data: no clock, no IO. */
export interface ReleaseCase {
	/** The release's id. */
	readonly release: string;
	/** Milliseconds since the epoch: when traffic reached the release; null when nobody knows, which leaves only the latch and broken telemetry to tell. */
	readonly deployedAtMs: number | null;
	/** The moment of looking; samples that end later are ignored. */
	readonly nowMs: number;
	/** The service itself, from long enough before the deploy up to now. */
	readonly service: Series;
	/** Whom the service calls, directly or through others. */
	readonly dependencies: readonly Series[];
	/** Who calls the service. */
	readonly callers: readonly Series[];
	/** The same service where the release did not go: older instances, another zone. */
	readonly unchanged: readonly Series[];
	/** Other releases that took traffic in the window. */
	readonly otherDeploys: readonly { readonly service: string; readonly atMs: number }[];
	/** What was judged of this release before, so that a bad verdict latches. */
	readonly earlier: ReleaseJudgement | null;
	readonly settings: JudgeSettings;
}

/** What counts as an effect worth acting on, and how long a release is watched. */
export interface JudgeSettings {
	/** Below this absolute change of the share of failed requests (0..1) nothing is bad, however sure. */
	readonly minimumErrorChange: number;
	/** The same for latency, as times the baseline and in milliseconds; both must be passed. */
	readonly minimumSlowdown: number;
	readonly minimumLatencyChangeMs: number;
	/** A change that must not be missed: `good` needs it to be ruled out. Share of failed requests (0..1), and times the baseline. */
	readonly relevantErrorChange: number;
	readonly relevantSlowdown: number;
	/** How long the release is watched; the looks within share one false-alarm budget. */
	readonly watchMs: number;
	/** How far back the recent baseline reaches. */
	readonly baselineMs: number;
	/** How far the clocks of the deploy and of the samples may be apart. */
	readonly clockSkewMs: number;
	/** Chance of a false alarm over one whole watch. */
	readonly falseAlarms: number;
}

/**
 * Where each number comes from: `watchMs` is the runbooks' bake (000, 003: 30 minutes); `relevantErrorChange` is the step between the runbooks'
 * "investigate" and "act" (1 % → 5 %), `relevantSlowdown` their "more than 50 % slower"; `minimumErrorChange` is half of "investigate", below which no
 * runbook acts; `minimumSlowdown` is half of "50 % slower"; 10 ms is the noise of timers (core/measurement.ts); `falseAlarms` is what we promise (one healthy release in a
 * thousand); three hours of baseline hold six watches and are one stretch of the day; 30 s is what NTP-less machines are commonly apart.
 */
export const JUDGE_SETTINGS: JudgeSettings = {
	minimumErrorChange: 0.005,
	minimumSlowdown: 1.25,
	minimumLatencyChangeMs: 10,
	relevantErrorChange: 0.04,
	relevantSlowdown: 1.5,
	watchMs: 30 * 60_000,
	baselineMs: 3 * 3_600_000,
	clockSkewMs: 30_000,
	falseAlarms: 0.001,
};

/** The settings for a service: its own thresholds say what is worth acting on, it is watched for the default time, or for its bake when that is longer: a short bake after a rollback is no reason to forget what a release did a minute ago. */
export function judgeSettingsFor(thresholds: Thresholds, bakeMs: number): JudgeSettings {
	return {
		...JUDGE_SETTINGS,
		minimumErrorChange: thresholds.errorsInvestigate / 2,
		relevantErrorChange: Math.max(thresholds.errorsInvestigate, thresholds.errorsAct - thresholds.errorsInvestigate),
		minimumSlowdown: 1 + (thresholds.slowerAct - 1) / 2,
		relevantSlowdown: thresholds.slowerAct,
		watchMs: Math.max(bakeMs, JUDGE_SETTINGS.watchMs),
	};
}
