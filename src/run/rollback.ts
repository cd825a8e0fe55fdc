import { atOneMoment } from "../core/one-moment.ts";
import type { Step } from "../core/step.ts";
import { needsMoreRequests, type Verification } from "../core/verification.ts";
import { note, once, type RunContext } from "./context.ts";
import { lookAtWorld } from "./look.ts";
import { pause } from "./pause.ts";
import { proveWell } from "./prove-well.ts";
import type { RunOutcome, StepsOutcome } from "./stages.ts";
import { stretchesOf } from "./stretches.ts";
import { takeStretch } from "./take-stretch.ts";

/** The story of a run: keep evidence, take every step, prove the service well unless it was to be stopped, bake, conclude. Replayed from its start by every worker that takes it over. */
export async function rollBack(context: RunContext): Promise<RunOutcome> {
	const steps = await takeSteps(context);
	if (steps.kind !== "landed") return await conclude(context, { status: statusOf(steps), steps, verification: null, bake: null });

	// Meant to be down: there is nothing to prove, and whoever brings it back proves it then.
	if (context.plan.kind === "stop-writes") return await conclude(context, { status: "succeeded", steps, verification: null, bake: null });
	const verification = await proveWell(context);
	if (verification === "cancelled") {
		const reason = "cancelled before the service was proven well; every step had landed";
		return await conclude(context, {
			status: "cancelled",
			steps: { kind: "cancelled", reason, isDone: true },
			verification: null,
			bake: null,
		});
	}
	// What only too few requests leave open the bake's looks may tell, all together.
	if (verification.outcome !== "healthy" && !needsMoreRequests(verification))
		return await conclude(context, { status: "unhealthy", steps, verification, bake: null });

	const bake = await bakeIn(context, verification);
	if (bake === "cancelled") {
		const reason = "cancelled while its signals were watched; every step had landed";
		return await conclude(context, { status: "cancelled", steps: { kind: "cancelled", reason, isDone: true }, verification, bake: null });
	}
	const isWell = (bake ?? verification).outcome === "healthy";
	return await conclude(context, { status: isWell ? "succeeded" : "unhealthy", steps, verification, bake });
}

async function takeSteps(context: RunContext): Promise<StepsOutcome> {
	const first = await pause(context, "before the first step");
	if (first.wish === "cancel") return { kind: "cancelled", reason: "cancelled before anything was written", isDone: false };
	// The look at the world and the evidence are of the same moment, and what is read for both is read once.
	const before = { ...context, targets: atOneMoment(context.targets) };
	const moved = await lookAtWorld(before, "at the start", []);
	if (moved) return moved;
	await once(context, "start", () => start(before));

	const done: Step[] = [];
	for (const stretch of stretchesOf(context.plan)) {
		const outcome = await takeStretch(context, stretch, done);
		if (outcome.kind !== "landed") return outcome;
		done.push(...stretch.lanes.flat());
	}
	return { kind: "landed" };
}

async function start(context: RunContext): Promise<null> {
	await note(context, "run.started", { type: "run.started" }, "running");
	await context.stages.tell(context.run, null);
	const kept = await context.stages.keepEvidence(context.run, context.targets);
	await note(context, "evidence", { type: "evidence.kept", files: kept.files, missing: kept.missing });
	return null;
}

/** Watches the signals until they have stayed normal; null when no bake is configured. A person's wish is heard before every look: half an hour is long. */
async function bakeIn(context: RunContext, settled: Verification): Promise<Verification | "cancelled" | null> {
	const { intervalMs, samples } = await context.stages.bakeSchedule(context.run);
	if (samples === 0) return null;
	await once(context, "bake", async () => {
		const until = new Date(context.clock.now() + intervalMs * samples).toISOString();
		await note(context, "bake.started", { type: "bake.started", until });
		return null;
	});
	const seen: Verification[] = [];
	for (let index = 1; index <= samples; index++) {
		if ((await pause(context, `before look ${index} of ${samples}`)).wish === "cancel") return "cancelled";
		await context.durable.sleep(`bake ${index}`, `${intervalMs}ms`);
		seen.push(await once(context, `sample ${index}`, () => sample(context, index)));
		if ((await context.stages.judgeBake(context.run, seen, settled)).outcome === "unhealthy") break;
	}
	const verdict = await context.stages.judgeBake(context.run, seen, settled);
	await once(context, "baked", async () => {
		await note(context, "bake.finished", { type: "bake.finished", verification: verdict });
		return null;
	});
	return verdict;
}

async function sample(context: RunContext, index: number): Promise<Verification> {
	const verification = await context.stages.sample(context.run);
	await note(context, `bake.sampled:${index}`, { type: "bake.sampled", verification });
	return verification;
}

async function conclude(context: RunContext, outcome: RunOutcome): Promise<RunOutcome> {
	await once(context, "conclude", async () => {
		if (outcome.steps.kind === "failed") {
			const { step, detail, fix } = outcome.steps;
			await note(context, `failed:${step}`, { type: "step.failed", step, detail, fix });
		}
		const events = await context.stages.conclude(context.run, context.plan, outcome);
		await context.store.runs.append(context.run.id, events, outcome.status);
		await context.store.runs.releaseLock(context.run.id);
		return null;
	});
	return outcome;
}

function statusOf(steps: StepsOutcome): RunOutcome["status"] {
	if (steps.kind === "landed") return "succeeded";
	return steps.kind === "gate-shut" ? "failed" : steps.kind;
}
