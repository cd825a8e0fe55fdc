import { setTimeout as sleep } from "node:timers/promises";
import type { Proposal, StepCall, Target } from "../core/adapter.ts";
import type { Clock } from "../core/runtime.ts";
import type { Step } from "../core/step.ts";
import { createProcessRunner } from "../runtime/process.ts";
import { processStartedAt } from "../runtime/process-group.ts";

/** The machine's own time. */
export const testClock: Clock = {
	now: () => Date.now(),
	sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}).catch(() => undefined),
};

/** A call as the runner would make it; `survivors()` tells the process groups it started that still live. */
export function callFor(options: { readonly signal?: AbortSignal } = {}): StepCall & { survivors(): Promise<readonly number[]> } {
	const groups: number[] = [];
	const processes = createProcessRunner({
		clock: testClock,
		journal: {
			async started({ group }) {
				groups.push(group);
			},
			async ended() {},
		},
	});
	return {
		signal: options.signal ?? AbortSignal.timeout(60_000),
		processes,
		progress: () => undefined,
		async survivors() {
			const alive = await Promise.all(groups.map(async (group) => ((await processStartedAt(group)) === null ? [] : [group])));
			return alive.flat();
		},
	};
}

/** The steps of a proposal, with ids as the planner would give them; throws when there are none. */
export function stepsOf(adapter: string, proposal: Proposal): readonly Step[] {
	if (proposal.kind !== "steps") throw new Error(`expected steps, got ${JSON.stringify(proposal)}`);
	return proposal.steps.map(({ name, ...draft }, index) => ({ ...draft, id: `${index + 1}-${name}`, target: "under-test", adapter }));
}

/** Observes, applies what is untouched, and waits until each step has landed; throws when one breaks or takes too long. */
export async function bringAbout(target: Target, steps: readonly Step[]): Promise<void> {
	for (const step of steps) {
		const deadline = Date.now() + step.timeoutMs;
		let seen = await target.observe(step, callFor());
		if (seen.state === "untouched") {
			await target.apply(step, callFor());
			seen = await target.observe(step, callFor());
		}
		while (seen.state === "landing" && Date.now() < deadline) {
			await sleep(50);
			seen = await target.observe(step, callFor());
		}
		if (seen.state !== "landed") throw new Error(`${step.title}: ${seen.state}: ${seen.detail}`);
	}
}
