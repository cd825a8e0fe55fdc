import type { Latency, Sample, Series } from "../../core/series.ts";
import { JUDGE_SETTINGS, type ReleaseCase } from "./release.ts";

/** 2026-11-21 03:00:00 UTC: when the release of every case took traffic. */
export const DEPLOYED = Date.parse("2026-11-21T03:00:00Z");
const MINUTE = 60_000;

/** What a stretch of one-minute samples holds; `latencyMs` is the mean. */
export interface Level {
	readonly requests?: number | null;
	readonly errors?: number | null;
	readonly latencyMs?: number | null;
}

/** One-minute samples from `fromMinute` (of the deploy) up to and without `toMinute`; latencies wander by three per cent in a fixed rhythm, as real ones do. */
export function stretch(fromMinute: number, toMinute: number, level: Level): readonly Sample[] {
	return Array.from({ length: toMinute - fromMinute }, (_, index) => {
		const fromMs = DEPLOYED + (fromMinute + index) * MINUTE;
		const wander = 1 + 0.03 * Math.sin(index * 2.4);
		return {
			fromMs,
			toMs: fromMs + MINUTE,
			requests: level.requests ?? null,
			errors: level.errors ?? null,
			errorRatio: null,
			latency: level.latencyMs == null ? null : mean(level.latencyMs * wander),
		};
	});
}

function mean(meanMs: number): Latency {
	return { kind: "statistics", meanMs, p50Ms: null, p95Ms: null, p99Ms: null };
}

/** Three hours of `before`, then `minutes` of `after`. */
export function series(name: string, before: Level, after: Level, minutes = 5): Series {
	return { name, samples: [...stretch(-180, 0, before), ...stretch(0, minutes, after)] };
}

/** A case looked at `minutes` after the deploy. */
export function caseOf(service: Series, more: Partial<ReleaseCase> = {}, minutes = 5): ReleaseCase {
	return {
		release: "v2",
		deployedAtMs: DEPLOYED,
		nowMs: DEPLOYED + minutes * MINUTE,
		service,
		dependencies: [],
		callers: [],
		unchanged: [],
		otherDeploys: [],
		earlier: null,
		settings: JUDGE_SETTINGS,
		...more,
	};
}
