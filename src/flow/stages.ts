import { needsApproval } from "../policy/index.ts";
import type { RunStages } from "../run/stages.ts";
import { bakeSchedule, judgeBake } from "../verify/index.ts";
import { concludeRun } from "./conclude.ts";
import type { Courier } from "./courier.ts";
import { keepEvidence } from "./evidence.ts";
import { settleGateOf } from "./gate.ts";
import type { FlowParts } from "./parts.ts";
import { sampleBake, settleAfter } from "./prove.ts";
import { tellApproval, tellStarted } from "./tell.ts";

/** The stages that a durable run passes through after its plan, put together from their rooms. */
export function createStages(parts: FlowParts, courier: Courier): RunStages {
	const scheduleOf = async (place: { readonly service: string; readonly environment: string }) =>
		bakeSchedule((await parts.connect(place)).config.bakeMs);
	return {
		targets: async (place) => (await parts.connect(place)).targets,
		processesFor: (run, step) => parts.processesFor(run, step),
		outlive: (survivor, waitMs) => parts.outlive(survivor, waitMs),
		needsApproval,
		keepEvidence: (run, targets) => keepEvidence(parts, run, targets),
		settleGate: async (run, batch, signal) => await settleGateOf(parts, await parts.connect(run), run, batch, signal),
		settle: async (run, signal) => await settleAfter(parts, await parts.connect(run), run, signal),
		sample: async (run) => await sampleBake(parts, await parts.connect(run), run, (await scheduleOf(run)).intervalMs),
		bakeSchedule: scheduleOf,
		judgeBake: async (run, samples, settled) => judgeBake(samples, (await parts.connect(run)).config.thresholds, settled),
		conclude: (run, plan, outcome) => concludeRun(parts, courier, run, plan, outcome),
		tell: (run, step) => (step === null ? tellStarted(parts, courier, run) : tellApproval(parts, courier, run, step)),
	};
}
