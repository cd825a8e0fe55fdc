import { assess } from "../../../assess/assess.ts";
import { asked, check, errors, judgement, latency } from "../../../assess/situations.fixture.ts";
import type { Sample, Series } from "../../../core/series.ts";
import type { ReleaseJudgement } from "../../../core/verdict.ts";
import { NOTHING_SEEN, remembering } from "./memory.ts";
import { seenIn, type WatchView } from "./view.ts";

/** The release of the fixture took traffic at 03:00, and the look is at 03:05. */
export const DEPLOYED_MS = Date.parse("2026-11-21T03:00:00Z");
export const NOW_MS = Date.parse("2026-11-21T03:05:00Z");

/** Minutes before the deploy and ten seconds since; `failing` gives the share of the part that ends so many seconds after the deploy, null for a gap. */
export function errorSeries(failing: (secondsAfter: number) => number | null, requests = 40): Series {
	return { name: "errors", samples: parts().flatMap((part) => errorSample(part, failing(part.after), requests)) };
}

/** The same as a p95 in milliseconds. */
export function latencySeries(p95: (secondsAfter: number) => number | null): Series {
	const none = { requests: null, errors: null, errorRatio: null };
	const statistics = (ms: number) => ({ kind: "statistics", meanMs: null, p50Ms: null, p95Ms: ms, p99Ms: null }) as const;
	const samples = parts().flatMap(({ fromMs, toMs, after }): readonly Sample[] => {
		const ms = p95(after);
		return ms === null ? [] : [{ fromMs, toMs, ...none, latency: statistics(ms) }];
	});
	return { name: "latency", samples };
}

interface Part {
	readonly fromMs: number;
	readonly toMs: number;
	/** Seconds from the deploy to its end; below zero before it. */
	readonly after: number;
}

function parts(): readonly Part[] {
	const cut = (count: number, first: number, lengthMs: number) =>
		Array.from({ length: count }, (_, index) => ({ fromMs: first + index * lengthMs, toMs: first + (index + 1) * lengthMs }));
	const all = [...cut(60, DEPLOYED_MS - 60 * 60_000, 60_000), ...cut(30, DEPLOYED_MS, 10_000)];
	return all.map((part) => ({ ...part, after: (part.toMs - DEPLOYED_MS) / 1_000 }));
}

function errorSample({ fromMs, toMs }: Part, share: number | null, perTenSeconds: number): readonly Sample[] {
	if (share === null) return [];
	const requests = (perTenSeconds * (toMs - fromMs)) / 10_000;
	return [{ fromMs, toMs, requests, errors: share * requests, errorRatio: null, latency: null }];
}

/** A view of shop in production whose errors rose to 8 % a minute after v2 took traffic, unless told otherwise. */
export function watched(
	change: Partial<WatchView> & { readonly verdict?: ReleaseJudgement | null; readonly series?: readonly Series[] } = {},
): WatchView {
	const { verdict = judgement(), series = [risen(), steady()], ...view } = change;
	const signals = [check(true), errors(160, 2000), latency(101)];
	const assessment = assess(asked({ signals, verdict }));
	const result = { assessment, incident: null, series };
	const seen = seenIn(
		result,
		[1, 2, 3].reduce((memory) => remembering(memory, result), NOTHING_SEEN),
	);
	return { ...seen, nowMs: NOW_MS, nextLookMs: 2_000, mode: "keys", ...view };
}

/** Two in a thousand fail; from a minute after the deploy on, eight in a hundred. */
export function risen(): Series {
	return errorSeries((after) => (after > 60 ? 0.08 : Math.abs(after) % 120 === 0 ? 0.004 : 0.001));
}

/** About 100 ms, with two minutes that nobody measured. */
export function steady(): Series {
	return latencySeries((after) => (after > -240 && after <= -120 ? null : 96 + (Math.abs(after) % 7)));
}
