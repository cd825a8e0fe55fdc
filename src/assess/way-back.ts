import type { Release } from "../core/release.ts";
import type { Situation } from "./situation.ts";

/** Whether it was told to the ledger or a platform ran it: a commit or a tag that is only held is no deploy. */
export function wasReleased(release: Release): boolean {
	return release.isRecorded || Object.values(release.targets).some(({ wasLive }) => wasLive !== false);
}

/** The older releases that ran; where nothing is known to have run, all of them. Newest first. */
export function ranEarlier({ older }: Pick<Situation, "older">): readonly Release[] {
	const ran = older.filter(wasReleased);
	return ran.length > 0 ? ran : older;
}

/** The release that a rollback returns to unless a person names another: the newest known good, else the newest that is not known to be bad (as in plan/choose-known). Null when there is none. */
export function returnedTo(situation: Pick<Situation, "older">): Release | null {
	const there = ranEarlier(situation).filter(isThere);
	return there.find(({ standing }) => standing === "good") ?? there.find(({ standing }) => standing === "unknown") ?? null;
}

function isThere({ targets }: Release): boolean {
	return Object.values(targets).every(({ unavailable }) => unavailable === null);
}

/** Who ran between the release that would come back and the one that runs, newest first: a rollback takes them back too. */
export function takenBackToo(situation: Pick<Situation, "older">): readonly Release[] {
	const to = returnedTo(situation);
	const ran = ranEarlier(situation);
	return to === null ? [] : ran.slice(0, ran.indexOf(to));
}
