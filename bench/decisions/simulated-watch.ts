import { JUDGE_SETTINGS, type JudgeSettings, type ReleaseCase } from "../../src/assess/judge/release.ts";
import type { Latency, Sample } from "../../src/core/series.ts";
import type { LatencyShape } from "./latency-shape.ts";
import type { Random } from "./random.ts";
import { type Behaviour, drawCounts } from "./traffic.ts";

/** What is watched: a service's traffic, and what its release does to it. */
export interface Scene {
	readonly behaviour: Behaviour;
	readonly requestsPerSecond: number;
	/** Failed share, 0..1, before and since the deploy. */
	readonly before: number;
	readonly after: number;
	/** How long requests take, the same before and after; null when nobody measures it. */
	readonly latency: LatencyShape | null;
}

/** Between two looks. */
export const LOOK_MS = 10_000;
/** The product asks its sources for the hours before in minutes and for the time since in ten seconds (flow/judging/). */
const BASELINE_PART_MS = 60_000;
/** The watch that is promised: the runbooks' bake. */
export const WATCH_MS = 30 * 60_000;
/** Any moment; a whole hour, so that minutes are whole too. */
const DEPLOYED_AT_MS = 1_800_000_000_000;

/** The looks of one watch, one every ten seconds, drawn as they are asked for. `settings` says how far back the baseline reaches. */
export function* simulatedWatch(random: Random, scene: Scene, settings: JudgeSettings = JUDGE_SETTINGS): Generator<ReleaseCase> {
	const levelAt = scene.behaviour.begin(random);
	const draw = (fromMs: number, lengthMs: number, share: number): Sample => {
		const counts = drawCounts(random, lengthMs, scene.requestsPerSecond, share, levelAt(fromMs));
		const latency: Latency | null = scene.latency?.draw(random, counts.requests) ?? null;
		return { fromMs, toMs: fromMs + lengthMs, ...counts, errorRatio: null, latency };
	};
	const samples: Sample[] = [];
	for (let ago = settings.baselineMs; ago > 0; ago -= BASELINE_PART_MS) {
		samples.push(draw(DEPLOYED_AT_MS - ago, BASELINE_PART_MS, scene.before));
	}
	for (let sinceMs = 0; sinceMs < WATCH_MS; sinceMs += LOOK_MS) {
		samples.push(draw(DEPLOYED_AT_MS + sinceMs, LOOK_MS, scene.after));
		yield lookAt(samples.slice(), DEPLOYED_AT_MS + sinceMs + LOOK_MS, settings);
	}
}

function lookAt(samples: readonly Sample[], nowMs: number, settings: JudgeSettings): ReleaseCase {
	return {
		release: "simulated",
		deployedAtMs: DEPLOYED_AT_MS,
		nowMs,
		service: { name: "service", samples },
		dependencies: [],
		callers: [],
		unchanged: [],
		otherDeploys: [],
		earlier: null,
		settings,
	};
}
