import { isFinished, type Run } from "../core/run.ts";
import type { Approval, Store } from "../core/store.ts";
import { approvalLevel, levelOf, mayApprove, type PolicyVerdict } from "../policy/index.ts";
import type { Answer, App, ApprovalInput } from "./app.ts";
import { knownRun } from "./known-run.ts";
import type { AppParts } from "./parts.ts";

/** What a person asks of a run: pause, go on, stop, yes, no. The wish is a row in the store; whichever process carries the run reads it. */
export function askingCommands(parts: AppParts): Pick<App, "park" | "resume" | "cancel" | "decide"> {
	const now = () => new Date(parts.clock.now()).toISOString();
	const audit = async (store: Store, action: string, run: string, detail: Readonly<Record<string, string | boolean | null>>) =>
		await store.audit.append({ by: parts.who, action, subject: run, detail }, now());
	return {
		async park(id) {
			const store = await parts.store();
			const run = await knownRun(store, id);
			if (isFinished(run.status)) return over(run);
			// Before the wish itself: whoever carries the run reads from here who had it.
			await store.runs.append(id, [{ key: `park-requested:${now()}`, event: { type: "run.park-requested", by: parts.who } }]);
			await store.runs.ask(id, "park");
			await audit(store, "run.park", id, {});
			return { ok: true, text: `run ${id} pauses before its next step` };
		},
		async resume(id) {
			const store = await parts.store();
			const run = await knownRun(store, id);
			if (isFinished(run.status)) return over(run);
			if (run.status === "waiting") return waits(run, await waitingStep(store, id));
			await store.runs.ask(id, null);
			await store.runs.append(id, [{ key: `resumed:${now()}`, event: { type: "run.resumed", by: parts.who } }], "running");
			await audit(store, "run.resume", id, {});
			return { ok: true, text: `run ${id} goes on` };
		},
		async cancel(id) {
			const store = await parts.store();
			const run = await knownRun(store, id);
			if (isFinished(run.status)) return over(run);
			await store.runs.ask(id, "cancel");
			await store.runs.append(id, [{ key: "cancel-requested", event: { type: "run.cancel-requested", by: parts.who } }], "running");
			await audit(store, "run.cancel", id, {});
			return { ok: true, text: `run ${id} stops before its next step` };
		},
		decide: (input) => decide(parts, input),
	};
}

async function decide(parts: AppParts, input: ApprovalInput): Promise<Answer> {
	const store = await parts.store();
	const run = await knownRun(store, input.run);
	if (isFinished(run.status)) return over(run);
	const step = input.step ?? (await waitingStep(store, run.id));
	if (step === null)
		return {
			ok: false,
			refusal: { rule: "nothing-to-approve", reason: `no step of run ${run.id} waits for an approval`, fix: `see backout show ${run.id}` },
		};
	const verdict = input.verdict === "approved" ? await verdictOn(parts, store, run, step, input) : null;
	if (verdict !== null && !verdict.allowed) return { ok: false, refusal: verdict.refused };
	const at = new Date(parts.clock.now()).toISOString();
	const approval: Approval = {
		run: run.id,
		step,
		planHash: run.planHash,
		verdict: input.verdict,
		by: parts.who,
		reason: input.reason,
		isBreakGlass: input.isBreakGlass,
		at,
	};
	if (!(await store.approvals.decide(approval)))
		return {
			ok: false,
			refusal: { rule: "decided-already", reason: `step ${step} of run ${run.id} was decided before`, fix: `see backout show ${run.id}` },
		};
	await store.audit.append(
		{
			by: parts.who,
			action: `approval.${input.verdict}`,
			subject: `${run.id}/${step}`,
			detail: { planHash: run.planHash, reason: input.reason, isBreakGlass: input.isBreakGlass, notes: verdict?.notes ?? [] },
		},
		at,
	);
	await store.runs.append(run.id, [decidedEvent(approval)], "running");
	return { ok: true, text: `step ${step} of run ${run.id} is ${input.verdict}` };
}

/** Whether this person may approve this step: not their own run, and of the level that the step's risk asks for. */
async function verdictOn(parts: AppParts, store: Store, run: Run, stepId: string, input: ApprovalInput): Promise<PolicyVerdict> {
	const { policy, escalation, contacts } = parts.config;
	const step = (await store.runs.plan(run.planId))?.steps.find((candidate) => candidate.id === stepId);
	return mayApprove({
		requester: run.requestedBy,
		approver: parts.who,
		isBreakGlass: input.isBreakGlass,
		reason: input.reason,
		planHash: run.planHash,
		shownHash: null,
		neededLevel: approvalLevel(step?.risk ?? "irreversible", policy.approvals),
		approverLevel: levelOf(parts.who, escalation, contacts),
	});
}

/** The same key as the run itself uses when it reads the row: the journal tells of it once. */
function decidedEvent({ step, by, reason, isBreakGlass, verdict }: Approval) {
	if (verdict === "approved")
		return { key: `approved:${step}`, event: { type: "approval.given", step, by, isBreakGlass, reason } } as const;
	return { key: `rejected:${step}`, event: { type: "approval.rejected", step, by, reason } } as const;
}

async function waitingStep(store: Store, run: string): Promise<string | null> {
	const events = await store.runs.events(run, 0);
	const requested = events.flatMap((event) => (event.type === "approval.requested" ? [event.step] : []));
	const decided = new Set(
		events.flatMap((event) => (event.type === "approval.given" || event.type === "approval.rejected" ? [event.step] : [])),
	);
	return requested.find((step) => !decided.has(step)) ?? null;
}

function over(run: Run): Answer {
	return { ok: false, refusal: { rule: "run-over", reason: `run ${run.id} is over: ${run.status}`, fix: `see backout show ${run.id}` } };
}

function waits(run: Run, step: string | null): Answer {
	return {
		ok: false,
		refusal: {
			rule: "approval-needed",
			reason: `run ${run.id} waits for the approval of step ${step ?? "?"}`,
			fix: `somebody else than ${run.requestedBy} approves it: backout approve ${run.id}`,
		},
	};
}
