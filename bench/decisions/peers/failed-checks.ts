import { type Method, memoryless } from "../method.ts";
import { samplesWithin, stretchesOf } from "../regroup.ts";
import { deployOf, faultOf, limitsFor } from "./limits.ts";

/** How Flagger is told to look. */
export interface Checks {
	readonly intervalMs: number;
	/** So many failed checks roll the release back. */
	readonly threshold: number;
	/** Failed share, 0..1. */
	readonly errorShare: number;
}

/** Failed checks as Flagger counts them: one check an interval, failures add up and are not taken back, and the check after the last one acts. */
export function failedChecksMethod({ intervalMs, threshold, errorShare }: Checks): Method {
	return memoryless(`failed checks (Flagger), ${threshold} × errors > ${100 * errorShare} %`, (look) => {
		const deployMs = deployOf(look);
		const before = stretchesOf(samplesWithin(look.service, -Infinity, deployMs), deployMs, intervalMs);
		const limits = limitsFor(before, errorShare);
		const since = stretchesOf(samplesWithin(look.service, deployMs, look.nowMs), deployMs, intervalMs);
		const done = since.filter(({ toMs }) => look.nowMs - toMs >= intervalMs);
		const failed = done.filter((stretch) => faultOf(stretch, limits) !== null);
		return failed.length >= threshold ? `${failed.length} of ${done.length} checks failed` : null;
	});
}
