import type { Plan } from "../core/plan.ts";
import type { NewRunEvent, Run } from "../core/run.ts";
import { isUnproven, proofOf, type RunOutcome } from "../run/stages.ts";
import { proposeLadder, type Rung, textWithout } from "../verify/index.ts";
import type { Lineage } from "./lineage.ts";
import type { FlowParts } from "./parts.ts";
import { makePlan } from "./plan.ts";

/**
 * Raises a new alert that points at the run, and proposes each rung of the failure ladder (coverage row 42) as a linked plan where one can be made.
 * Where every step landed and only the proof is missing, nothing is known to be wrong that a rung would mend: its own incident stays open and is told.
 */
export async function climb(
	parts: FlowParts,
	run: Run,
	plan: Plan,
	outcome: RunOutcome,
	lineage: Lineage,
): Promise<readonly NewRunEvent[]> {
	if (isUnproven(outcome)) {
		await noteUnproven(parts, run, outcome);
		return [];
	}
	const alert = await raiseAlert(parts, run, outcome);
	const earlier = await (await parts.store()).runs.list({ incident: run.incident, limit: 20 });
	const tried = earlier
		.filter((other) => other.id !== run.id && other.status !== "succeeded" && other.to !== null)
		.map((other) => other.to?.id ?? "");
	const rungs = proposeLadder({
		run,
		plan,
		verification: proofOf(outcome),
		releases: lineage.releases,
		tried,
		config: parts.config,
	});
	const proposed = await Promise.all(
		rungs.map(async (rung) => {
			const { id, why } = await planOf(parts, run, rung);
			return { rung: rung.name, text: why === null ? rung.text : textWithout(rung, why), plan: id };
		}),
	);
	return [{ key: "ladder", event: { type: "ladder.proposed", alert, rungs: proposed } }];
}

/** Said once, also by a conclusion that is resumed. How severe the incident is does not change: nothing more is known. */
async function noteUnproven(parts: FlowParts, run: Run, outcome: RunOutcome): Promise<void> {
	const { incidents } = await parts.store();
	const isSaid = (await incidents.entries(run.incident)).some((entry) => entry.kind === "alert" && entry.reference === run.id);
	if (isSaid) return;
	const time = new Date(parts.clock.now()).toISOString();
	const text = `nobody knows whether ${run.service} is well after run ${run.id}: ${proofOf(outcome)?.text ?? "nothing was verified"}`;
	await incidents.update(run.incident, {}, { time, by: "verification", kind: "alert", text, reference: run.id });
}

/** The alert is an incident of its own, linked to the run; its id follows from the run's, so that a resumed conclusion raises it once. */
async function raiseAlert(parts: FlowParts, run: Run, outcome: RunOutcome): Promise<string> {
	const store = await parts.store();
	const id = `inc-after-${run.id}`;
	if ((await store.incidents.get(id)) !== null) return id;
	const time = new Date(parts.clock.now()).toISOString();
	const { steps } = outcome;
	const why = steps.kind === "failed" || steps.kind === "gate-shut" ? steps.detail : proofOf(outcome)?.text;
	const title = `${run.service} is not well after run ${run.id}`;
	await store.incidents.open(
		{
			id,
			service: run.service,
			environment: run.environment,
			title,
			severity: "P1",
			status: "open",
			openedAt: time,
			closedAt: null,
			owner: null,
			parentRun: run.id,
		},
		{ time, by: "verification", kind: "alert", text: why ?? title, reference: run.id },
	);
	return id;
}

/** A rung that needs a capability nobody configured, or that the planner refuses, stays a sentence; `why` the planner does. */
async function planOf(parts: FlowParts, run: Run, rung: Rung): Promise<{ readonly id: string | null; readonly why: string | null }> {
	if (rung.request === null) return { id: null, why: null };
	const plan = await makePlan(parts, run, {
		kind: rung.request.kind,
		to: rung.request.to,
		badCommit: null,
		only: null,
		isAutomatic: false,
	});
	if (plan.refused !== null) return { id: null, why: plan.refused.reason };
	await (await parts.store()).runs.savePlan(plan);
	return { id: plan.id, why: null };
}
