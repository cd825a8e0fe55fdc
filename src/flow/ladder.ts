import type { Plan } from "../core/plan.ts";
import type { NewRunEvent, Run } from "../core/run.ts";
import type { RunOutcome } from "../run/stages.ts";
import { proposeLadder, type Rung } from "../verify/index.ts";
import type { Lineage } from "./lineage.ts";
import type { FlowParts } from "./parts.ts";
import { makePlan } from "./plan.ts";

/** Raises a new alert that points at the run, and proposes each rung of the failure ladder (coverage row 42) as a linked plan where one can be made. */
export async function climb(parts: FlowParts, run: Run, plan: Plan, outcome: RunOutcome, lineage: Lineage): Promise<NewRunEvent> {
	const alert = await raiseAlert(parts, run, outcome);
	const earlier = await (await parts.store()).runs.list({ incident: run.incident, limit: 20 });
	const tried = earlier
		.filter((other) => other.id !== run.id && other.status !== "succeeded" && other.to !== null)
		.map((other) => other.to?.id ?? "");
	const rungs = proposeLadder({
		run,
		plan,
		verification: outcome.bake ?? outcome.verification,
		releases: lineage.releases,
		tried,
		config: parts.config,
	});
	const proposed = await Promise.all(
		rungs.map(async (rung) => ({ rung: rung.name, text: rung.text, plan: await planOf(parts, run, rung) })),
	);
	return { key: "ladder", event: { type: "ladder.proposed", alert, rungs: proposed } };
}

/** The alert is an incident of its own, linked to the run; its id follows from the run's, so that a resumed conclusion raises it once. */
async function raiseAlert(parts: FlowParts, run: Run, outcome: RunOutcome): Promise<string> {
	const store = await parts.store();
	const id = `inc-after-${run.id}`;
	if ((await store.incidents.get(id)) !== null) return id;
	const time = new Date(parts.clock.now()).toISOString();
	const why = outcome.steps.kind === "failed" ? outcome.steps.detail : (outcome.bake ?? outcome.verification)?.text;
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

/** A rung that needs a capability nobody configured, or that the planner refuses, stays a sentence. */
async function planOf(parts: FlowParts, run: Run, rung: Rung): Promise<string | null> {
	if (rung.request === null) return null;
	const plan = await makePlan(parts, run, {
		kind: rung.request.kind,
		to: rung.request.to,
		badCommit: null,
		only: null,
		isAutomatic: false,
	});
	if (plan.refused !== null) return null;
	await (await parts.store()).runs.savePlan(plan);
	return plan.id;
}
