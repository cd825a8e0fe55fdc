import type { Step } from "../core/step.ts";
import { awaitApproval } from "./approval.ts";
import { carryOut } from "./carry-out.ts";
import { note, once, type RunContext } from "./context.ts";
import { passGate } from "./gate.ts";
import { lookAtWorld } from "./look.ts";
import { pause } from "./pause.ts";
import type { StepsOutcome } from "./stages.ts";
import type { Stretch } from "./stretches.ts";

/** Takes one stretch: a person's wish and the approvals first, a look at the world after any wait, then its lanes side by side, then its gate. `done` are the steps that landed already. */
export async function takeStretch(context: RunContext, stretch: Stretch, done: readonly Step[]): Promise<StepsOutcome> {
	const hasWaited = await mayGoOn(context, stretch, done);
	if (typeof hasWaited !== "boolean") return hasWaited;
	if (hasWaited) {
		const moved = await lookAtWorld(context, `before ${stretch.name}`, done);
		if (moved) return moved;
	}
	await announce(context, stretch);
	const outcome = await takeLanes(context, stretch);
	return outcome.kind !== "landed" || stretch.batch === null ? outcome : await passGate(context, stretch.batch);
}

/** Whether time passed while people were asked; or how the run ends, when they do not want it to go on. */
async function mayGoOn(context: RunContext, stretch: Stretch, done: readonly Step[]): Promise<boolean | StepsOutcome> {
	let hasWaited = false;
	if (done.length > 0) {
		const { wish, waited } = await pause(context, `before ${stretch.name}`);
		if (wish === "cancel")
			return cancelled(`cancelled before ${nameOf(stretch)}; ${done.length} of ${context.plan.steps.length} steps had landed`);
		hasWaited = waited;
	}
	for (const step of stretch.lanes.flat().filter((one) => context.stages.needsApproval(one))) {
		const verdict = await awaitApproval(context, step);
		if (verdict.kind === "cancelled") return cancelled(`cancelled while step ${step.id} waited for approval`);
		if (verdict.kind === "rejected")
			return cancelled(`${verdict.by} rejected step ${step.id}${verdict.reason ? `: ${verdict.reason}` : ""}`);
		hasWaited = true;
	}
	return hasWaited;
}

async function announce(context: RunContext, { batch }: Stretch): Promise<void> {
	if (batch === null) return;
	const { number, of, planned } = batch;
	await note(context, `batch:${number}`, { type: "batch.started", batch: number, of, targets: planned.targets, steps: planned.steps });
}

/** Every lane goes to its own end: none is left in mid-air because another one failed. */
async function takeLanes(context: RunContext, { lanes }: Stretch): Promise<StepsOutcome> {
	const settled = await Promise.allSettled(lanes.map((lane) => takeLane(context, lane)));
	const outcomes = settled.map((one) => {
		if (one.status === "rejected") throw one.reason;
		return one.value;
	});
	const [first, ...others] = outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome] : []));
	if (first === undefined) return { kind: "landed" };
	for (const { step, detail, fix } of others) await note(context, `failed:${step}`, { type: "step.failed", step, detail, fix });
	const more = others.length === 0 ? "" : `; ${others.map(({ step }) => step).join(", ")} failed too`;
	return { ...first, detail: `${first.detail}${more}` };
}

async function takeLane(context: RunContext, lane: readonly Step[]): Promise<StepsOutcome> {
	for (const step of lane) {
		const outcome = await once(context, `take ${step.id}`, () => carryOut(context, step));
		if (outcome.kind !== "landed") return outcome;
	}
	return { kind: "landed" };
}

function nameOf({ name, batch }: Stretch): string {
	return batch === null ? `step ${name}` : `${name} (${batch.planned.targets.join(", ")})`;
}

function cancelled(reason: string): StepsOutcome {
	return { kind: "cancelled", reason, isDone: false };
}
