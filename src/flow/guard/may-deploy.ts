import type { Place } from "../../core/place.ts";
import { placeText } from "../../core/place.ts";
import type { Refusal } from "../../core/plan.ts";
import type { Store } from "../../core/store.ts";
import { findRelease } from "../../ledger/index.ts";
import { HISTORY_LIMIT } from "../journal.ts";

/** The rule that forbids a deploy of the place now, or null: a hold, a run under way, a release that was found bad. */
export async function deployRefusal(store: Store, place: Place, version: string | null): Promise<Refusal | null> {
	return (await heldRefusal(store, place)) ?? (await runRefusal(store, place)) ?? (await badRefusal(store, place, version));
}

async function heldRefusal(store: Store, place: Place): Promise<Refusal | null> {
	const hold = await store.controls.holdOf(place);
	if (hold === null) return null;
	return {
		rule: "deploys-held",
		reason: `Deploys of ${placeText(place)} are held by ${hold.by} since ${hold.at}: ${hold.reason}.`,
		fix: `When the next release is fit to go: backout release ${place.service} -e ${place.environment}`,
	};
}

async function runRefusal(store: Store, place: Place): Promise<Refusal | null> {
	const holder = await store.runs.lock(place);
	if (holder === null) return null;
	return {
		rule: "already-running",
		reason: `Run ${holder.run} of ${holder.requestedBy} is under way in ${placeText(place)} since ${holder.since}.`,
		fix: `Follow it with: backout watch ${holder.run}; or carry it on with: backout resume ${holder.run}`,
	};
}

/** Only a version that was named can be known before it is deployed. */
async function badRefusal(store: Store, place: Place, version: string | null): Promise<Refusal | null> {
	if (version === null) return null;
	const found = findRelease(await store.ledger.list(place, HISTORY_LIMIT), version);
	if (found.outcome !== "found") return null;
	const { label, standing, standingReason } = found.release;
	if (standing !== "bad" && standing !== "never") return null;
	return {
		rule: "known-bad",
		reason: `${label} is marked ${standing}${standingReason === null ? "" : `: ${standingReason}`}.`,
		fix: `Deploy another release; if the verdict is wrong: backout record ${place.service} ${label} --unknown --override -e ${place.environment}`,
	};
}
