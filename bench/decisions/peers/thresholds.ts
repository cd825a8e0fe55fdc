import { type Method, memoryless } from "../method.ts";
import { pooled, samplesWithin, stretchesOf } from "../regroup.ts";
import { deployOf, faultOf, limitsFor } from "./limits.ts";

/** The window of the usual alert rule: `rate(…[5m])`. */
const WINDOW_MS = 300_000;

/** Plain thresholds, as the runbooks have them: at each look the last five minutes against fixed limits. */
export function thresholdMethod(errorShare: number): Method {
	return memoryless(`thresholds, errors > ${100 * errorShare} %`, (look) => {
		const deployMs = deployOf(look);
		const recent = samplesWithin(look.service, look.nowMs - WINDOW_MS, look.nowMs);
		const before = stretchesOf(samplesWithin(look.service, -Infinity, deployMs), deployMs, 1);
		return recent.length === 0 ? null : faultOf(pooled(recent), limitsFor(before, errorShare));
	});
}
