import type { Step } from "../core/step.ts";
import type { Approval } from "../core/store.ts";
import { note, once, type RunContext } from "./context.ts";
import { waitForWake } from "./pause.ts";

/** What came of asking. */
export type Verdict =
	| { readonly kind: "approved" }
	| { readonly kind: "rejected"; readonly by: string; readonly reason: string }
	| { readonly kind: "cancelled" };

/** Asks for the step's approval and waits for it, durably: days if need be. The approval is a row; the signal only wakes us to read it. */
export async function awaitApproval(context: RunContext, step: Step): Promise<Verdict> {
	await once(context, `ask approval ${step.id}`, async () => {
		await note(
			context,
			`approval:${step.id}`,
			{ type: "approval.requested", step: step.id, risk: step.risk, planHash: context.plan.hash },
			"waiting",
		);
		await context.stages.tell(context.run, step);
		return null;
	});
	for (let turn = 0; ; turn++) {
		const verdict = await once(context, `read approval ${step.id} ${turn}`, () => read(context, step));
		if (verdict !== null) return verdict;
		await waitForWake(context, `approval ${step.id}`, turn);
	}
}

async function read(context: RunContext, step: Step): Promise<Verdict | null> {
	const approval = await context.store.approvals.get(context.run.id, step.id);
	if (approval === null) return (await context.store.runs.get(context.run.id))?.request === "cancel" ? { kind: "cancelled" } : null;
	// Bound to the plan that was shown: an approval of another plan is none.
	if (approval.planHash !== context.plan.hash) return null;
	await noteVerdict(context, approval);
	return approval.verdict === "approved" ? { kind: "approved" } : { kind: "rejected", by: approval.by, reason: approval.reason };
}

async function noteVerdict(context: RunContext, approval: Approval): Promise<void> {
	const { step, by, reason, isBreakGlass } = approval;
	if (approval.verdict === "approved") {
		await note(context, `approved:${step}`, { type: "approval.given", step, by, isBreakGlass, reason }, "running");
	} else {
		await note(context, `rejected:${step}`, { type: "approval.rejected", step, by, reason }, "running");
	}
}
