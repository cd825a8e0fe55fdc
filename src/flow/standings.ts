import type { Place } from "../core/place.ts";
import type { Plan } from "../core/plan.ts";
import type { Release, Standing } from "../core/release.ts";
import type { Run } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { isOnlyReadiness } from "../core/verification.ts";
import type { RunOutcome } from "../run/stages.ts";
import type { Lineage } from "./lineage.ts";

/** What a run teaches about releases: the one that was rolled back for being bad is bad and its deploys are held; the one that baked well is good. */
export async function settleStandings(
	store: Store,
	run: Run,
	plan: Plan,
	outcome: RunOutcome,
	lineage: Lineage,
	now: string,
): Promise<void> {
	if (!hasLanded(outcome)) return;
	const isRollback = plan.kind === "roll-back" || plan.kind === "stable-release";
	if (run.isJudged && isRollback && plan.from && plan.from.id !== plan.to?.id) {
		await stand(store, run, lineage.releases, plan.from.id, "bad", `rolled back by run ${run.id}: ${run.reason}`);
		const reason = `${plan.from.label} was rolled back by run ${run.id}`;
		await store.controls.hold(run, { by: run.requestedBy, reason, at: now });
	}
	// What came of taking commits back is no release until somebody records it.
	const isKnown = lineage.releases.some((release) => release.id === plan.to?.id);
	// Pods that stayed ready do not say that the release works.
	if (outcome.bake?.outcome === "healthy" && !isOnlyReadiness(outcome.bake) && plan.to && isKnown && plan.kind !== "undo") {
		await stand(store, run, lineage.releases, plan.to.id, "good", `baked without a bad verdict in run ${run.id}`);
	}
}

/** Who ends the watching does not end the rollback: the release that was left must not be shipped again. */
function hasLanded({ steps }: RunOutcome): boolean {
	return steps.kind === "landed" || (steps.kind === "cancelled" && steps.isDone);
}

/** A release that only the platform knew is written into the ledger first. */
export async function stand(
	store: Store,
	place: Place,
	releases: readonly Release[],
	id: string,
	standing: Standing,
	reason: string,
): Promise<void> {
	const marked = await store.ledger.mark(place, id, standing, reason, false);
	if (marked !== null) return;
	const known = releases.find((release) => release.id === id);
	await store.ledger.record(known ?? nameOnly(place, id));
	await store.ledger.mark(place, id, standing, reason, false);
}

function nameOnly({ service, environment }: Place, id: string): Release {
	return {
		service,
		environment,
		id,
		label: id,
		commit: null,
		deployedAt: null,
		deployedBy: null,
		targets: {},
		schemaRevision: null,
		standing: "unknown",
		standingReason: null,
		isRecorded: true,
	};
}
