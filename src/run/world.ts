import type { StepCall, Target } from "../core/adapter.ts";
import { errorText } from "../core/error.ts";
import type { Step } from "../core/step.ts";
import type { RunContext } from "./context.ts";

/** How long all targets together may take to say what runs, in milliseconds. */
const ASK_MS = 20_000;

/** One sentence for each target that is not where the plan left it; empty when the world is as it was. `done` are the steps that landed already. */
export async function worldMoved(context: RunContext, done: readonly Step[]): Promise<readonly string[]> {
	const names = new Set([...Object.keys(context.plan.world), ...context.plan.steps.map((step) => step.target)]);
	const sentences = await Promise.all([...names].map((name) => targetMoved(context, name, done)));
	return sentences.filter((sentence) => sentence !== null);
}

async function targetMoved(context: RunContext, name: string, done: readonly Step[]): Promise<string | null> {
	const target = context.targets.get(name);
	if (!target) return `${name} is no longer in the config`;
	const last = done.findLast((step) => step.target === name);
	try {
		return last ? await undone(context, target, last) : await differs(context, target, name);
	} catch (thrown) {
		return `${name} does not say what it runs: ${errorText(thrown)}`;
	}
}

/** A target nobody has touched yet must still run what it ran when the plan was made. */
async function differs(context: RunContext, target: Target, name: string): Promise<string | null> {
	const expected = context.plan.world[name];
	if (target.kind !== "versioned" || expected === undefined) return null;
	const found = (await target.current()).id;
	return found === expected ? null : `${name} ran ${expected ?? "something unknown"} when the plan was made and runs ${found} now`;
}

/** A target whose steps have landed must still show the last of them. */
async function undone(context: RunContext, target: Target, last: Step): Promise<string | null> {
	const call: StepCall = {
		signal: AbortSignal.timeout(ASK_MS),
		processes: context.stages.processesFor(context.run.id, last.id),
		progress: () => undefined,
	};
	const seen = await target.observe(last, call);
	return seen.state === "landed" ? null : `“${last.title}” had landed and does not hold any more: ${seen.detail}`;
}
