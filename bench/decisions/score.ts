import { median } from "../statistics.ts";
import type { Finding } from "./method.ts";
import type { Label } from "./petshop.ts";

/** One case and what a method found. */
export interface Judged {
	readonly id: string;
	readonly scenario: string;
	readonly label: Label;
	readonly finding: Finding;
}

/** How a method did on a file. A ratio is null when there was nothing to divide by. */
export interface Score {
	readonly cases: number;
	readonly truePositives: number;
	readonly falsePositives: number;
	readonly falseNegatives: number;
	readonly precision: number | null;
	readonly recall: number | null;
	/** Looks after the deploy before the one that found it, 0 for the first; null when nothing was found. */
	readonly medianDelaySamples: number | null;
	readonly falseAlarmsInnocent: number;
	readonly falseAlarmsHealthy: number;
}

/** The score over all cases: only a `faulty-release` is to be flagged. */
export function scoreOf(judged: readonly Judged[]): Score {
	const flagged = judged.filter(isFlagged);
	const found = flagged.filter(({ label }) => label === "faulty-release");
	const faulty = judged.filter(({ label }) => label === "faulty-release").length;
	const alarms = (label: Label) => flagged.filter((one) => one.label === label).length;
	return {
		cases: judged.length,
		truePositives: found.length,
		falsePositives: flagged.length - found.length,
		falseNegatives: faulty - found.length,
		precision: ratio(found.length, flagged.length),
		recall: ratio(found.length, faulty),
		medianDelaySamples: medianDelay(found),
		falseAlarmsInnocent: alarms("innocent-release"),
		falseAlarmsHealthy: alarms("healthy-release"),
	};
}

/** Whether the release was called bad at any look. */
export function isFlagged({ finding }: Judged): boolean {
	return finding.flaggedAt !== null;
}

/** Whether the method was wrong about the case. */
export function isWrong(one: Judged): boolean {
	return isFlagged(one) !== (one.label === "faulty-release");
}

/** The median delay of the flagged ones, in looks; null of none. */
export function medianDelay(judged: readonly Judged[]): number | null {
	const delays = judged.flatMap(({ finding }) => finding.flaggedAt ?? []);
	return delays.length === 0 ? null : median(delays);
}

/** Four digits are enough for a share of some hundred cases. */
function ratio(part: number, whole: number): number | null {
	return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}
