import type { JudgeSettings, ReleaseCase } from "../../src/assess/judge/release.ts";

/** A plain test at one look must be this much surer than chance before the look is judged: times the false alarms that a whole watch may cost. */
const MARGIN = 2;
/** Standard deviations; a Poisson count has a chance above 0.0013 of being that far above its mean or farther. */
const FAR = 3;
/** Above so many expected failures the distance says enough. */
const MANY = 50;

/**
 * Whether a look of a watch can matter, to be asked of every look in order. Millions of looks cannot all be judged in minutes, and most show a
 * service whose errors are unremarkable in *every* stretch that ends now, be it one look or the whole watch. No judge that keeps its
 * promise over 180 looks may call such a release bad: either the change is below the smallest that counts, or a plain Poisson test that makes
 * no allowance for looking often would not be sure. That is a claim about the judge, so every 50th watch is looked at without this
 * (watching.ts), and a flag that it hid ends the benchmark.
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
		return hasRemarkableStretch(errors, requests, baseline, look.settings);
	};
}

function hasRemarkableStretch(errors: readonly number[], requests: readonly number[], baseline: number, settings: JudgeSettings): boolean {
	let [failed, total] = [0, 0];
	for (let place = errors.length - 1; place >= 0; place--) {
		failed += errors[place] ?? 0;
		total += requests[place] ?? 0;
		const expected = total * baseline;
		if (failed - expected < settings.minimumErrorChange * total || failed <= expected + FAR * Math.sqrt(expected)) continue;
		if (expected > MANY || chanceOf(failed, expected) <= MARGIN * settings.falseAlarms) return true;
	}
	return false;
}

/** The chance that a Poisson count with the mean is `count` or more, 0..1. */
export function chanceOf(count: number, mean: number): number {
	let chance = Math.exp(-mean);
	let below = 0;
	for (let k = 0; k < count; k++) {
		below += chance;
		chance *= mean / (k + 1);
	}
	return 1 - below;
}

function shareBefore({ service, deployedAtMs }: ReleaseCase): number {
	const before = service.samples.filter(({ toMs }) => deployedAtMs !== null && toMs <= deployedAtMs);
	const sum = (measured: "errors" | "requests") => before.reduce((total, sample) => total + (sample[measured] ?? 0), 0);
	return sum("errors") / Math.max(1, sum("requests"));
}
