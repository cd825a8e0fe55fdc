import { logChoose } from "./log-factorial.ts";

/** How many requests a test may look at, and what it is to find. */
export interface Comparison {
	readonly requestsBefore: number;
	readonly requestsAfter: number;
	/** Failed share, 0..1. */
	readonly shareBefore: number;
	readonly shareAfter: number;
	/** Chance of a false alarm, 0..1. */
	readonly level: number;
}

/** Chances below this add nothing that can be seen. */
const NEGLIGIBLE = 1e-10;
/** Beyond so many standard deviations there is nothing to add up. */
const FAR = 12;

/**
 * The chance that the best possible single look finds the change: the uniformly most powerful unbiased test of two binomial shares, the baseline
 * estimated from `requestsBefore` (R. A. Fisher's exact test, randomised so that it spends its level wholly; E. L. Lehmann, Testing Statistical
 * Hypotheses, §4.5). Exact: a sum over all counts that can happen. No judge that looks at the same counts and promises the same level can be above it.
 */
export function ceilingPower({ requestsBefore, requestsAfter, shareBefore, shareAfter, level }: Comparison): number {
	const before = binomial(requestsBefore, shareBefore);
	const after = binomial(requestsAfter, shareAfter);
	const tests = new Map<number, Test>();
	let power = 0;
	for (const [failedBefore, chanceBefore] of before) {
		for (const [failedAfter, chanceAfter] of after) {
			const failed = failedBefore + failedAfter;
			const test = tests.get(failed) ?? conditionalTest(requestsBefore, requestsAfter, failed, level);
			tests.set(failed, test);
			power += chanceBefore * chanceAfter * rejection(test, failedAfter);
		}
	}
	return power;
}

/** Rejects above `critical` for sure, and at it with the chance `atCritical`. */
interface Test {
	readonly critical: number;
	readonly atCritical: number;
}

function rejection({ critical, atCritical }: Test, failedAfter: number): number {
	if (failedAfter > critical) return 1;
	return failedAfter === critical ? atCritical : 0;
}

/** Given how many failed in all, those after the deploy are hypergeometric while nothing has changed. */
function conditionalTest(requestsBefore: number, requestsAfter: number, failed: number, level: number): Test {
	const all = logChoose(requestsBefore + requestsAfter, failed);
	const most = Math.min(failed, requestsAfter);
	const expected = (failed * requestsAfter) / (requestsBefore + requestsAfter);
	let tail = 0;
	for (let k = Math.min(most, Math.ceil(expected + FAR * Math.sqrt(expected + 1))); k >= 0 && failed - k <= requestsBefore; k--) {
		const chance = Math.exp(logChoose(requestsAfter, k) + logChoose(requestsBefore, failed - k) - all);
		if (tail + chance > level) return { critical: k, atCritical: (level - tail) / chance };
		tail += chance;
	}
	return { critical: -1, atCritical: 0 };
}

/** Every count that can be seen with its chance. */
function binomial(trials: number, share: number): readonly (readonly [number, number])[] {
	const chances: (readonly [number, number])[] = [];
	for (let count = 0; count <= trials; count++) {
		const chance = Math.exp(logChoose(trials, count) + count * Math.log(share) + (trials - count) * Math.log1p(-share));
		if (chance > NEGLIGIBLE) chances.push([count, chance]);
		else if (count > trials * share) break;
	}
	return chances;
}

/** After how many looks, each with `requestsPerLook` more requests, the best single look finds the change with at least the chance `power`; null when `mostLooks` are too few. */
export function ceilingLooks(
	scene: Omit<Comparison, "requestsAfter">,
	requestsPerLook: number,
	power: number,
	mostLooks: number,
): number | null {
	const isEnough = (looks: number) => ceilingPower({ ...scene, requestsAfter: Math.round(requestsPerLook * looks) }) >= power;
	if (isEnough(1)) return 1;
	let [few, many] = [1, 2];
	while (many < mostLooks && !isEnough(many)) [few, many] = [many, Math.min(mostLooks, many * 2)];
	if (many === mostLooks && !isEnough(many)) return null;
	while (many - few > 1) {
		const middle = Math.floor((few + many) / 2);
		if (isEnough(middle)) many = middle;
		else few = middle;
	}
	return many;
}
