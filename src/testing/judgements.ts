import type { ReleaseJudgement } from "../core/verdict.ts";

/** What the judge says of a release that it saw nothing of, with what a test changes. */
export function judgementOf(release: string, change: Partial<ReleaseJudgement> = {}): ReleaseJudgement {
	return {
		release,
		verdict: "not-enough-evidence",
		confidence: 0.5,
		isWorse: false,
		effects: [],
		onset: null,
		blame: [],
		visibleInMs: null,
		text: "Nothing was seen.",
		latchedAt: null,
		...change,
	};
}
