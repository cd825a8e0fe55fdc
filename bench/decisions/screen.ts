import type { ReleaseCase } from "../../src/assess/judge/release.ts";

/** Standard deviations: a stretch that is less far above the baseline has a chance above 0.006, six times the false alarms that a whole watch may cost. */
const UNREMARKABLE = 2.5;

/**
 * Whether a look of a watch can matter, to be asked of every look in order. Millions of looks cannot all be judged in minutes, and most show a
 * service whose errors are unremarkable in *every* stretch that ends now, be it one look or the whole watch. No judge that keeps its
 * promise over 180 looks may call such a release bad: either the change is below the smallest that counts, or a plain Poisson test would not even be
 * sure at once. That is a claim about the judge, so every 50th watch is looked at without this (campaign.ts) and a flag that it hid ends the benchmark.
 */
export function createScreen(): (look: ReleaseCase) => boolean {
	const errors: number[] = [];
	const requests: number[] = [];
	let baseline = Number.NaN;
	return (look) => {
		if (Number.isNaN(baseline)) baseline = shareBefore(look);
		const newest = look.service.samples.at(-1);
		errors.push(newest?.errors ?? 0);
		requests.push(newest?.requests ?? 0);
		return hasRemarkableStretch(errors, requests, baseline, look.settings.minimumErrorChange);
	};
}

function hasRemarkableStretch(errors: readonly number[], requests: readonly number[], baseline: number, smallestChange: number): boolean {
	let [failed, total] = [0, 0];
	for (let place = errors.length - 1; place >= 0; place--) {
		failed += errors[place] ?? 0;
		total += requests[place] ?? 0;
		const expected = total * baseline;
		if (failed > expected + UNREMARKABLE * Math.sqrt(expected) && failed - expected >= smallestChange * total) return true;
	}
	return false;
}

function shareBefore({ service, deployedAtMs }: ReleaseCase): number {
	const before = service.samples.filter(({ toMs }) => deployedAtMs !== null && toMs <= deployedAtMs);
	const sum = (measured: "errors" | "requests") => before.reduce((total, sample) => total + (sample[measured] ?? 0), 0);
	return sum("errors") / Math.max(1, sum("requests"));
}
