import type { Place } from "../../core/place.ts";
import type { Release } from "../../core/release.ts";
import type { Store } from "../../core/store.ts";
import type { ReleaseJudgement } from "../../core/verdict.ts";
import { stand } from "../standings.ts";

/** A bad verdict latches: it is stored for the next look, and the release is `bad` until somebody with the right takes it off. */
export async function latchVerdict(store: Store, place: Place, release: Release, judgement: ReleaseJudgement | null): Promise<void> {
	if (judgement?.verdict !== "bad" || release.standing === "bad" || release.standing === "never") return;
	await store.judgements.save(place, judgement);
	await stand(store, place, [release], release.id, "bad", `the judge: ${judgement.text}`);
}

/** The verdict of before without its onset, when it was found while the release ran an earlier time (it was taken away and came again): that trouble began then, and what is seen now began otherwise. */
export function earlierTime(earlier: ReleaseJudgement | null, turnMs: number): ReleaseJudgement | null {
	const isOfBefore = earlier?.latchedAt != null && Date.parse(earlier.latchedAt) < turnMs;
	return isOfBefore ? { ...earlier, onset: null } : earlier;
}
