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
	/** How long the release is watched; the looks within share one false-alarm budget. */
	readonly watchMs: number;
	/** Chance of a false alarm over one whole watch. */
	readonly falseAlarms: number;
}
