import { formatCount, formatQuantity } from "../../core/number.ts";
import type { Sample } from "../../core/series.ts";
import { type AlignedSeries, alignSamples } from "../series/align.ts";
import { withoutIncidents } from "./incidents.ts";
import type { ReleaseCase } from "./release.ts";
import { inside } from "./stretch.ts";

/** The service's samples as the judge walks along them. */
export interface View {
	readonly service: AlignedSeries;
	/** The baseline, without its incidents. */
	readonly before: readonly Sample[];
	/** The baseline and everything after it, the samples right before the deploy included: where an onset is looked for. */
	readonly quiet: readonly Sample[];
	readonly after: readonly Sample[];
	/** When the release took traffic. */
	readonly deployedAtMs: number;
	/** Where the stretch after begins: at the deploy, or a watch ago when that is later; and the end of the newest sample. */
	readonly fromMs: number;
	readonly toMs: number;
	readonly baselineFromMs: number;
	readonly baselineToMs: number;
	/** How far apart the clocks may be, and how coarse the samples are, together. */
	readonly slackMs: number;
	readonly watchMs: number;
	/** So long after the deploy missing samples are no fault. */
	readonly youngMs: number;
	readonly nowMs: number;
}

/** The view of a release that took traffic at `deployedAtMs`. */
export function viewOf(asked: ReleaseCase, deployedAtMs: number): View {
	const { service, nowMs, settings } = asked;
	const aligned = alignSamples(service, nowMs);
	const watchedMs = Math.max(deployedAtMs, nowMs - settings.watchMs);
	const fromMs = Math.max(watchedMs, takenOffMs(asked));
	// A release of yesterday is held against the hours before now: what was before it is another day's traffic.
	const isLongAgo = nowMs - deployedAtMs > settings.watchMs + settings.baselineMs / 2;
	const turnMs = isLongAgo ? watchedMs : deployedAtMs;
	const after = inside(aligned.samples, fromMs, nowMs);
	const longestMs = aligned.samples.reduce((longest, sample) => Math.max(longest, sample.toMs - sample.fromMs), 0);
	// A sample that ends at the deploy may hold its first requests: clocks differ, and some sources stamp a part with its beginning.
	const [baselineFromMs, baselineToMs] = [turnMs - settings.baselineMs, turnMs - settings.clockSkewMs];
	const before = withoutIncidents(inside(aligned.samples, baselineFromMs, baselineToMs));
	return {
		service: aligned,
		before,
		quiet: [...before, ...inside(aligned.samples, baselineToMs, nowMs)],
		after,
		deployedAtMs,
		fromMs,
		toMs: after.at(-1)?.toMs ?? nowMs,
		baselineFromMs,
		baselineToMs,
		slackMs: settings.clockSkewMs + longestMs,
		watchMs: settings.watchMs,
		youngMs: 2 * settings.clockSkewMs,
		nowMs,
	};
}

/** What a person has declared good stays out of the verdict; before it, as always, is what came before the release. */
function takenOffMs({ earlier, release }: ReleaseCase): number {
	const at = earlier?.release === release ? earlier.takenOffAt : undefined;
	return at === undefined ? Number.NEGATIVE_INFINITY : Date.parse(at);
}

/** What is wrong with the measuring itself, or null: none of the newest samples says anything, or most make no sense. */
export function telemetryFault(view: View): string | null {
	const { service, after, fromMs, toMs } = view;
	const { invalid, future } = service.dropped;
	const all = service.samples.length + future;
	if (all === 0) return isYoung(view) ? null : "nothing was measured at all";
	if (future > all / 2)
		return `${formatQuantity(future, "sample")} of ${formatCount(all)} come from the future: the clocks of Backout and of the source differ`;
	if (invalid > all / 2)
		return `${formatQuantity(invalid, "sample")} of ${formatCount(all)} make no sense (NaN, negative, more errors than requests)`;
	const newest = after.filter((sample) => sample.toMs > toMs - (toMs - fromMs) / 4);
	return newest.length > 0 && newest.every(isBlank) && !isYoung(view)
		? "the newest samples hold no value: the source does not see the service"
		: null;
}

/** Right after the deploy a source may not have looked yet: nothing is broken until twice the time that clocks are apart has passed. */
function isYoung({ deployedAtMs, nowMs, youngMs }: View): boolean {
	return nowMs - deployedAtMs < youngMs;
}

/** True when the sample says nothing at all. */
export function isBlank({ requests, errors, errorRatio, latency }: Sample): boolean {
	return requests === null && errors === null && errorRatio === null && latency === null;
}
