import type { ReleaseCase } from "../../../src/assess/judge/release.ts";
import { median } from "../../statistics.ts";
import type { Stretch } from "../regroup.ts";

/** What a stretch must not pass. */
export interface Limits {
	/** Failed share, 0..1. */
	readonly errorShare: number;
	/** Mean latency in milliseconds; null when nothing is known of before. */
	readonly latencyMs: number | null;
}

/** The runbooks' limit on latency: 1.5 times the median of the samples before the deploy. */
export const SLOWER = 1.5;

/** The limits for this case: the share as given, the latency from the samples before the deploy. */
export function limitsFor(before: readonly Stretch[], errorShare: number): Limits {
	const known = before.flatMap(({ latencyMs }) => latencyMs ?? []);
	return { errorShare, latencyMs: known.length === 0 ? null : SLOWER * median(known) };
}

/** What passes the limits, for a person; null when nothing does. */
export function faultOf(stretch: Stretch, limits: Limits): string | null {
	if (stretch.errorShare !== null && stretch.errorShare > limits.errorShare) {
		return `${(100 * stretch.errorShare).toFixed(1)} % of requests failed`;
	}
	const isSlow = stretch.latencyMs !== null && limits.latencyMs !== null && stretch.latencyMs > limits.latencyMs;
	return isSlow ? `${stretch.latencyMs?.toFixed(0)} ms, and ${limits.latencyMs?.toFixed(0)} ms is the limit` : null;
}

/** When the release took traffic; a peer has no way without it. */
export function deployOf({ deployedAtMs }: ReleaseCase): number {
	if (deployedAtMs === null) throw new Error("a peer's method needs the moment of the deploy");
	return deployedAtMs;
}
