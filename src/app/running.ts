import { BackoutError } from "../core/error.ts";
import { type FreezeKind, freezeCommand, isFreeze, oppositeOf } from "../core/freeze.ts";
import { placeText } from "../core/place.ts";
import type { Plan, Refusal } from "../core/plan.ts";
import { isFinished, type Run, type RunEvent, type RunStatus, releasesText } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { makePlan } from "../flow/plan.ts";
import { mayStart, type PolicyVerdict } from "../policy/index.ts";
import type { App, StartRequest, StartResult } from "./app.ts";
import { knownRun } from "./known-run.ts";
import { openIncident } from "./open-incident.ts";
import type { AppParts } from "./parts.ts";
import type { Workshop } from "./workshop.ts";

/** What stands in the journal where nobody gave a reason. */
const NO_REASON = "a person asked for it";
/** Between two looks at a run's journal, in milliseconds: another process may be the one that writes it. */
const FOLLOW_MS = 80;

/** Starting runs, carrying them on and watching them. */
export function runningCommands(
	parts: AppParts,
	workshop: Workshop,
): Pick<App, "start" | "prepare" | "work" | "follow" | "show" | "runs" | "planUndo"> {
	return {
		start: (plan, request) => start(parts, plan, request),
		prepare: () => workshop.prepare(),
		work: (run, signal) => workshop.work(run, signal),
		follow: (run, afterSeq, signal) => follow(parts, run, afterSeq, signal),
		async show(id) {
			const store = await parts.store();
			const run = await knownRun(store, id);
			const [plan, events] = await Promise.all([store.runs.plan(run.planId), store.runs.events(id, 0)]);
			if (plan === null)
				throw new BackoutError({
					code: "run.plan-missing",
					message: `the plan of run ${id} is not in the store`,
					fix: "restore the state database that belongs to this run",
				});
			return { run, plan, events };
		},
		async runs({ service, limit }) {
			return await (await parts.store()).runs.list({ ...(service === null ? {} : { service }), limit });
		},
		async planUndo(id) {
			const store = await parts.store();
			const run = await knownRun(store, id);
			const done = await store.runs.plan(run.planId);
			if (done !== null && isFreeze(done.kind)) return await planUndoFreeze(parts, run, done, done.kind);
			if (run.from === null)
				throw new BackoutError({
					code: "run.no-way-back",
					message: `run ${id} did not know which release it left`,
					fix: `name the release: backout plan ${run.service} -e ${run.environment} --to <release>`,
				});
			const undoing = done?.steps ?? [];
			const plan = await makePlan(parts, run, { kind: "undo", to: run.from.id, badCommit: null, only: null, isAutomatic: false, undoing });
			const later = await laterRun(parts, run);
			return later === null ? plan : { ...plan, steps: [], refused: overtaken(run, later) };
		},
	};
}

/** A service that was stopped is brought back, with what its steps kept; one that was brought back is stopped again. Only the targets that the run touched. */
async function planUndoFreeze(parts: AppParts, run: Run, done: Plan, kind: FreezeKind): Promise<Plan> {
	const only = [...new Set(done.steps.map(({ target }) => target))];
	const plan = await makePlan(parts, run, {
		kind: oppositeOf(kind),
		to: null,
		badCommit: null,
		only,
		isAutomatic: false,
		undoing: done.steps,
	});
	const later = await laterRun(parts, run);
	if (later === null) return plan;
	const refused: Refusal = {
		rule: "not-the-latest-run",
		reason: `Run ${later.id} stopped ${placeText(run)}, or brought it back, after run ${run.id}.`,
		fix: `Undo the latest with \`backout undo ${later.id}\`, or say what you want: \`${freezeCommand("resume-writes", run, only)}\`.`,
	};
	return { ...plan, steps: [], refused };
}

/** The newest run of the place that changed the same after this one, or null: what runs, or whether it runs at all (such a run goes to no release). */
async function laterRun(parts: AppParts, run: Run): Promise<Run | null> {
	const { service, environment } = run;
	const [newest] = (await (await parts.store()).runs.list({ service, environment, limit: 20 })).filter(
		({ status, to }) => status !== "refused" && status !== "cancelled" && (to === null) === (run.to === null),
	);
	return newest === undefined || newest.id === run.id ? null : newest;
}

function overtaken(run: Run, later: Run): Refusal {
	return {
		rule: "not-the-latest-run",
		reason: `Run ${later.id} (${releasesText(later)}) came after run ${run.id}, so undoing ${run.id} would not lead back to where it began.`,
		fix: `Undo the latest with \`backout undo ${later.id}\`, or name the release: \`backout plan ${run.service} -e ${run.environment} --to ${run.from?.label ?? "<release>"}\`.`,
	};
}

/** Stores plan and run and takes the lock; a plan that was refused, or a lock that is held, is an answer, not an error. */
async function start(parts: AppParts, plan: Plan, request: StartRequest): Promise<StartResult> {
	const store = await parts.store();
	// The engine's journal as well: a run that could not begin must not hold the place.
	await parts.engine();
	const verdict = await verdictOn(parts, store, plan);
	if (!verdict.allowed) return { kind: "refused", refusal: verdict.refused };
	const holder = await store.runs.lock(plan);
	if (holder !== null) return { kind: "refused", refusal: lockedBy(plan, holder) };
	const now = new Date(parts.clock.now()).toISOString();
	await store.runs.savePlan(plan);
	const incident = request.incident ?? (await openIncident(parts, store, plan, request.reason));
	const reason = request.reason ?? NO_REASON;
	const run: Run = {
		id: parts.newId("run"),
		planId: plan.id,
		planHash: plan.hash,
		service: plan.service,
		environment: plan.environment,
		incident,
		requestedBy: parts.who,
		reason,
		from: plan.from,
		to: plan.to,
		createdAt: now,
		finishedAt: null,
		status: "running",
		request: null,
		isJudged: request.isJudged ?? true,
	};
	// Before the run itself: a run without its entry must never exist; an entry whose run lost the race for the lock does no harm.
	await store.audit.append(
		{ by: parts.who, action: "run.request", subject: run.id, detail: { plan: plan.hash, reason, notes: verdict.notes } },
		now,
	);
	const created = await store.runs.create(run, [{ key: "run.created", event: createdEvent(run, plan) }]);
	if (!created.created) return { kind: "refused", refusal: lockedBy(plan, created.holder) };
	return { kind: "started", run };
}

function createdEvent(run: Run, plan: Plan) {
	const steps = plan.steps.map(({ id, target, title, risk }) => ({ id, target, title, risk }));
	return {
		type: "run.created",
		kind: plan.kind,
		from: run.from,
		to: run.to,
		reason: run.reason,
		requestedBy: run.requestedBy,
		steps,
	} as const;
}

/** A person asks; guardrails bind machines only, but what they would have said is noted in the audit. */
async function verdictOn(parts: AppParts, store: Store, plan: Plan): Promise<PolicyVerdict> {
	const [automation, hold] = await Promise.all([store.controls.automation(), store.controls.holdOf(plan)]);
	return mayStart({
		isAutomatic: false,
		plan,
		automation,
		hold,
		now: parts.clock.now(),
		limits: parts.config.policy.automatic,
		isEnvironmentAutomatic: parts.config.environments.some(({ name, isAutomatic }) => name === plan.environment && isAutomatic),
		standing: null,
		deployedAtMs: null,
		automaticRunsMs: [],
		services: { rolledBack: 0, all: parts.config.services.length },
	});
}

function lockedBy(plan: Plan, holder: { readonly run: string; readonly requestedBy: string; readonly since: string }): Refusal {
	return {
		rule: "already-running",
		reason: `${placeText(plan)} is held by run ${holder.run} of ${holder.requestedBy} since ${holder.since}`,
		fix: `follow it with: backout watch ${holder.run}; carry it on with: backout resume ${holder.run}; or end it with: backout cancel ${holder.run}`,
	};
}

/** Reads the journal whenever it is written here, and again and again: whoever writes it, and from whichever process, is seen. */
async function* follow(parts: AppParts, id: string, afterSeq: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
	const store = await parts.store();
	await knownRun(store, id);
	let seen = afterSeq;
	for (;;) {
		const count = parts.notices.count("entry", id);
		// The status is read first: events that come with it are then sure to be in the list.
		const status: RunStatus = (await knownRun(store, id)).status;
		for (const event of await store.runs.events(id, seen)) {
			seen = event.seq;
			yield event;
		}
		if (isFinished(status) || status === "parked" || status === "waiting" || signal.aborted) return;
		await parts.notices.next("entry", id, count, FOLLOW_MS, signal);
	}
}
