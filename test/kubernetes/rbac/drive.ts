import { setTimeout as sleep } from "node:timers/promises";
import { kubernetesAdapter } from "../../../src/adapters/kubernetes/index.ts";
import type { Evidence, Finding, Proposal, VersionedTarget } from "../../../src/core/adapter.ts";
import type { JsonValue } from "../../../src/core/json.ts";
import type { Step, StepState } from "../../../src/core/step.ts";
import { adapterContext } from "../../../src/testing/adapter-context.ts";
import { callFor, stepsOf } from "../../../src/testing/step-driver.ts";
import type { Stage } from "./scenario.ts";

/** A controller that does not run is played once the roll-out is being watched. */
const UNTIL_WATCHED_MS = 400;
const LOOKS = 200;

/** What a look at a target showed. */
export interface Looked {
	readonly findings: readonly Finding[];
	readonly proposal: Proposal;
	readonly evidence: readonly Evidence[];
}

/** The stage's target as whoever has that kubeconfig sees it; a process of its own each time. */
export async function connect({ config }: Stage, kubeconfig: string): Promise<VersionedTarget> {
	const target = await kubernetesAdapter.connect(kubernetesAdapter.schema.parse({ ...config, kubeconfig }), adapterContext("/"));
	if (target.kind !== "versioned") throw new Error("it has releases");
	return target;
}

/** All that check, status, history, plan and a run's first minute ask. */
export async function look(stage: Stage, kubeconfig: string, undoing: readonly JsonValue[] = []): Promise<Looked> {
	const target = await connect(stage, kubeconfig);
	const findings = await target.check(AbortSignal.timeout(30_000));
	await target.current();
	const proposal = await target.propose(await stage.goal(target, undoing));
	const evidence = await target.evidence(60_000, AbortSignal.timeout(30_000));
	const now = Date.now();
	const window = { from: new Date(now - 60_000).toISOString(), to: new Date(now).toISOString() };
	// As the flow takes it: who cannot tell is unknown, and that ends nothing.
	await target.readiness?.(window, AbortSignal.timeout(30_000)).catch(() => null);
	return { findings, proposal, evidence };
}

/** Carries the steps out as a run does whose processes end between any two calls. Throws what the target throws, and when a step does not land. */
export async function carryOut(stage: Stage, kubeconfig: string, proposal: Proposal): Promise<readonly Step[]> {
	const steps = stepsOf("kubernetes", proposal);
	for (const step of steps) {
		const seen = await (await connect(stage, kubeconfig)).observe(step, callFor());
		if (seen.state === "untouched") await (await connect(stage, kubeconfig)).apply(step, callFor());
		const landed = await followed(stage, await connect(stage, kubeconfig), step);
		if (landed.state !== "landed") throw new Error(`${step.title}: ${landed.state}: ${landed.detail}`);
	}
	return steps;
}

/** There, and back where the stage has a way back. */
export async function thereAndBack(stage: Stage, looker: string, runner: string): Promise<readonly Looked[]> {
	const there = await look(stage, looker);
	const steps = await carryOut(stage, runner, there.proposal);
	if (!stage.hasWayBack) return [there];
	const kept = steps.map(({ undo }) => undo).filter((undo) => undo !== null);
	const back = await look(stage, looker, kept);
	await carryOut(stage, runner, back.proposal);
	return [there, back];
}

/** As the run does it: by the target's watch, and when that breaks by asking again. */
async function followed(stage: Stage, target: VersionedTarget, step: Step): Promise<StepState> {
	const following = target.follow?.(step, callFor()).catch(() => null) ?? Promise.resolve(null);
	if (stage.play !== undefined) {
		await sleep(UNTIL_WATCHED_MS);
		await stage.play(step);
	}
	let seen = await following;
	for (let looks = 0; (seen === null || seen.state === "landing") && looks < LOOKS; looks++) {
		seen = await target.observe(step, callFor());
		if (seen.state === "landing") await sleep(100);
	}
	return seen ?? { state: "unknown", detail: "it was not seen" };
}
