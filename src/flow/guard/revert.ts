import type { Plan, Refusal } from "../../core/plan.ts";
import type { ReleaseName } from "../../core/release.ts";
import type { RunStatus } from "../../core/run.ts";
import { eventsOf } from "../../core/run-events.ts";
import { makePlan } from "../plan.ts";
import { lookAround } from "./changed.ts";
import type { Ending, GuardWork } from "./parts.ts";
import { isJudged, rolledOutcome, rolledText } from "./rolled.ts";
import { unsettled } from "./unsettled.ts";
import { approverText, carryThroughApprovals } from "./waiting.ts";

/** Takes the deploy back through the ordinary durable run, or says why that cannot be; a run that was begun before is gone on with. */
export async function revert(work: GuardWork, reason: string, incident: string | null): Promise<Ending> {
	const { parts, desk, tell } = work;
	const store = await parts.store();
	const automation = await store.controls.automation();
	await desk.change({ reason, incident });
	const begun = desk.guard().run ?? (await runBegun(work));
	// A rollback that was begun is never left half-way, whatever was switched off since.
	if (begun === null && automation?.isOn === false)
		return byHand(work, reason, `automation is off (${automation.by}: ${automation.reason})`);
	await desk.change({ phase: "reverting" });
	tell({ type: "guard.reverting", reason, to: desk.guard().from });
	if (begun !== null) return await carryOut(work, begun);
	const plan = await planBack(work);
	if (plan === null) return byHand(work, reason, "no release to return to is known");
	if (plan.refused?.rule === "same-release") return alreadyBack(work, reason);
	if (plan.refused !== null) return byHand(work, reason, plan.refused.reason, plan.refused);
	const started = await parts.start(plan, { reason: reasonOf(work, reason), incident, isJudged: isJudged(desk.guard()) });
	if (started.kind === "refused") return byHand(work, reason, started.refusal.reason, started.refusal);
	return await carryOut(work, started.run.id);
}

/** Between the look that saw a change and the plan somebody else took it back. */
function alreadyBack({ desk }: GuardWork, reason: string): Ending {
	const text = `${reason}; by now every target runs ${labelOf(desk.guard().from)} again`;
	return { outcome: "deploy-failed", text, fix: null, report: null };
}

/** The guard's id in the run's reason tells the run apart when we die before we note it. */
function reasonOf({ desk }: GuardWork, reason: string): string {
	return `${reason} (${desk.guard().id})`;
}

async function runBegun({ parts, place, desk }: GuardWork): Promise<string | null> {
	const runs = await (await parts.store()).runs.list({ ...place, limit: 20 });
	return runs.find((run) => run.reason.endsWith(`(${desk.guard().id})`))?.id ?? null;
}

/** The release that ran before, found again by what each target ran: its name in the ledger may have changed since. */
async function planBack(work: GuardWork): Promise<Plan | null> {
	const { parts, place, desk } = work;
	const { from, before } = desk.guard();
	if (from === null) return null;
	const { releases } = await lookAround(work);
	const same = releases.filter(({ targets }) => {
		const known = Object.entries(before).filter(([name, target]) => target !== null && Object.hasOwn(targets, name));
		return known.length > 0 && known.every(([name, target]) => targets[name]?.id === target?.id);
	});
	const to = (same.find(({ id }) => id === from.id) ?? same[0])?.id ?? from.id;
	const plan = await makePlan(parts, place, { kind: "roll-back", to, badCommit: null, only: null, isAutomatic: false });
	if (plan.refused?.rule !== "same-release") return plan;
	const only = await unsettled(work);
	return only.length === 0 ? plan : await makePlan(parts, place, { kind: "redeploy", to, badCommit: null, only, isAutomatic: false });
}

async function carryOut(work: GuardWork, run: string): Promise<Ending> {
	const { parts, desk } = work;
	const store = await parts.store();
	const incident = (await store.runs.get(run))?.incident ?? null;
	await desk.change({ run, incident });
	const status = await carryThroughApprovals(work, run);
	const finished = eventsOf({ events: await store.runs.events(run, 0) }, "run.finished").at(-1);
	return {
		outcome: rolledOutcome(status),
		text: rolledText(desk.guard(), status, finished?.detail ?? null),
		fix: finished?.fix ?? (await fixFor(work, status, run)),
		report: finished?.report ?? null,
	};
}

async function fixFor(work: GuardWork, status: RunStatus, run: string): Promise<string | null> {
	if (status === "waiting") return `${await approverText(work, run)}: backout approve ${run}`;
	return status === "parked" || status === "running" ? `go on with: backout resume ${run}` : null;
}

function byHand({ desk }: GuardWork, reason: string, why: string, refused: Refusal | null = null): Ending {
	const { service, environment, from } = desk.guard();
	const to = from === null ? "" : ` --to ${from.label}`;
	return {
		outcome: "not-rolled-back",
		text: `${reason}; it was not rolled back: ${why}`,
		fix: refused?.fix ?? `a person may do it: backout run ${service} -e ${environment}${to}`,
		report: null,
		refused,
	};
}

function labelOf(name: ReleaseName | null): string {
	return name?.label ?? "what ran before";
}
