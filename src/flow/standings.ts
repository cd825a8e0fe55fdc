import type { Plan } from "../core/plan.ts";
import type { Release, Standing } from "../core/release.ts";
import type { Run } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import type { RunOutcome } from "../run/stages.ts";
import type { Lineage } from "./lineage.ts";

/** What a run teaches about releases: the one that was rolled back is bad and its deploys are held; the one that baked well is good. */
export async function settleStandings(
	store: Store,
	run: Run,
	plan: Plan,
	outcome: RunOutcome,
	lineage: Lineage,
	now: string,
): Promise<void> {
	if (outcome.steps.kind !== "landed") return;
	const isRollback = plan.kind === "roll-back" || plan.kind === "stable-release";
	if (isRollback && plan.from && plan.from.id !== plan.to?.id) {
		await stand(store, run, lineage, plan.from.id, "bad", `rolled back by run ${run.id}: ${run.reason}`);
		const reason = `${plan.from.label} was rolled back by run ${run.id}`;
		await store.controls.hold(run, { by: run.requestedBy, reason, at: now });
	}
	// What came of taking commits back is no release until somebody records it.
	const isKnown = lineage.releases.some((release) => release.id === plan.to?.id);
	if (outcome.bake?.outcome === "healthy" && plan.to && isKnown && plan.kind !== "undo") {
		await stand(store, run, lineage, plan.to.id, "good", `baked without a bad verdict in run ${run.id}`);
	}
}

/** A release that only the platform knew is written into the ledger first. */
async function stand(store: Store, run: Run, lineage: Lineage, id: string, standing: Standing, reason: string): Promise<void> {
	const marked = await store.ledger.mark(run, id, standing, reason, false);
	if (marked !== null) return;
	const known = lineage.releases.find((release) => release.id === id);
	await store.ledger.record(known ?? nameOnly(run, id));
	await store.ledger.mark(run, id, standing, reason, false);
}

function nameOnly(run: Run, id: string): Release {
	return {
		service: run.service,
		environment: run.environment,
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
