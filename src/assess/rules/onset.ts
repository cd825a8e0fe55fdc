import type { ReleaseJudgement } from "../../core/verdict.ts";

/** When the change began, in milliseconds since the epoch. */
export interface OnsetMs {
	readonly atMs: number;
	readonly earliestMs: number;
	readonly latestMs: number;
}

/** The onset as numbers; null when it is not known or is no time. */
export function onsetOf(verdict: ReleaseJudgement | null): OnsetMs | null {
	const onset = verdict?.onset;
	if (onset == null) return null;
	const times = { atMs: Date.parse(onset.at), earliestMs: Date.parse(onset.earliest), latestMs: Date.parse(onset.latest) };
	return Object.values(times).some(Number.isNaN) ? null : times;
}
