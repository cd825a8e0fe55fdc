import type { ReleaseJudgement } from "../../core/verdict.ts";

/** One answer out of those of several series of the same service: a bad one counts first, then trouble whoever is to blame, then what could not be seen; `good` only when all of them are. Null when there are none. */
export function mostTelling(judgements: readonly ReleaseJudgement[]): ReleaseJudgement | null {
	const [first] = judgements.toSorted((a, b) => weightOf(b) - weightOf(a) || b.confidence - a.confidence);
	return first ?? null;
}

function weightOf({ verdict, isWorse }: ReleaseJudgement): number {
	if (verdict === "bad") return 4;
	if (isWorse) return 3;
	if (verdict === "telemetry-broken") return 2;
	return verdict === "not-enough-evidence" ? 1 : 0;
}
