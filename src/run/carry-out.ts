import type { StepCall, Target } from "../core/adapter.ts";
import { BackoutError, errorText } from "../core/error.ts";
import type { Step, StepState } from "../core/step.ts";
import { note, type RunContext } from "./context.ts";
import type { StepsOutcome } from "./stages.ts";

/** Further tries of an apply whose error says that it may succeed later. */
const RETRIES = 3;
/** Between two looks at a step that is landing, in milliseconds: quick at first, then easy on the platform. */
const LOOK_FIRST_MS = 50;
const LOOK_LATER_MS = 1_000;

type StepOutcome = Extract<StepsOutcome, { kind: "landed" | "failed" }>;

/** Brings one step about: the platform is asked first, only what is untouched is applied, and nothing is done twice that must not be. */
export async function carryOut(context: RunContext, step: Step): Promise<StepOutcome> {
	const target = context.targets.get(step.target);
	if (!target) return failure(step, `the config no longer has a target ${step.target}`, "put it back into the config, then resume");
	const startedAt = context.clock.now();
	const deadline = AbortSignal.timeout(step.timeoutMs);
	const call = stepCall(context, step, deadline);
	await note(context, `started:${step.id}`, { type: "step.started", step: step.id, title: step.title });
	await outliveSurvivors(context, step);

	const seen = await look(target, step, call);
	if (seen.state === "landed") return await landed(context, step, startedAt, true, seen.detail);
	if (seen.state === "broken") return failure(step, seen.detail, seen.fix ?? fixByHand(step));
	if (seen.state === "unknown" && step.repeat === "never") {
		return failure(
			step,
			`cannot tell whether it was applied, and it must not be applied twice: ${seen.detail}`,
			`look at ${step.target} yourself; when it was not applied, run by hand: ${byHand(step)}`,
		);
	}
	if (seen.state !== "landing") {
		const refusal = await applyOnce(context, target, step, call);
		if (refusal) return refusal;
		await note(context, `applied:${step.id}`, { type: "step.applied", step: step.id });
	}
	return await watch(context, target, step, call, startedAt);
}

/** Applies; an error that comes after the effect is not believed before the platform has been asked. */
async function applyOnce(context: RunContext, target: Target, step: Step, call: StepCall): Promise<StepOutcome | null> {
	for (let attempt = 1; ; attempt++) {
		// A worker that was stopped for longer than its lease must not act: somebody else may have.
		if (!context.holdsLease()) throw new Error(`run ${context.run.id} was taken over by another worker`);
		try {
			await target.apply(step, call);
			return null;
		} catch (thrown) {
			const seen = await look(target, step, call);
			if (seen.state === "landed" || seen.state === "landing") return null;
			const mayRepeat = seen.state === "untouched" && thrown instanceof BackoutError && thrown.retryable && attempt <= RETRIES;
			if (call.signal.aborted) return failure(step, `${late(step)}: ${errorText(thrown)}`, fixByHand(step));
			if (!mayRepeat) return failure(step, errorText(thrown), thrown instanceof BackoutError ? thrown.fix : fixByHand(step));
			call.progress(`${errorText(thrown)}; trying again (${attempt} of ${RETRIES})`);
			await context.clock.sleep(2 ** attempt * 250, call.signal);
		}
	}
}

/** Follows a step until it has landed, broke or ran out of time. */
async function watch(context: RunContext, target: Target, step: Step, call: StepCall, startedAt: number): Promise<StepOutcome> {
	let pauseMs = LOOK_FIRST_MS;
	let said = "";
	for (let seen = await followed(target, step, call); ; seen = await look(target, step, call)) {
		if (seen.state === "landed") return await landed(context, step, startedAt, false, seen.detail);
		if (seen.state === "broken") return failure(step, seen.detail, seen.fix ?? fixByHand(step));
		if (call.signal.aborted) return failure(step, `${late(step)}: ${seen.detail}`, seen.fix ?? fixByHand(step));
		if (seen.detail !== said) call.progress(seen.detail);
		said = seen.detail;
		await context.clock.sleep(pauseMs, call.signal);
		pauseMs = Math.min(pauseMs * 1.5, LOOK_LATER_MS);
	}
}

/** The platform's own watch where it has one: it tells at once, and is asked only once. When it breaks, the platform is asked again and again as everywhere. */
async function followed(target: Target, step: Step, call: StepCall): Promise<StepState> {
	try {
		return target.follow === undefined ? await target.observe(step, call) : await target.follow(step, call);
	} catch (thrown) {
		return { state: "unknown", detail: errorText(thrown) };
	}
}

/** A platform that does not answer shows nothing: that is `unknown`, never `untouched`. */
async function look(target: Target, step: Step, call: StepCall): Promise<StepState> {
	try {
		return await target.observe(step, call);
	} catch (thrown) {
		return { state: "unknown", detail: errorText(thrown) };
	}
}

async function outliveSurvivors(context: RunContext, step: Step): Promise<void> {
	const survivors = await context.store.processes.list(context.run.id);
	for (const survivor of survivors.filter((candidate) => candidate.step === step.id)) {
		await context.stages.outlive(survivor, step.timeoutMs);
		await context.store.processes.ended(survivor.run, survivor.step, survivor.group);
	}
}

function stepCall(context: RunContext, step: Step, deadline: AbortSignal): StepCall {
	let count = 0;
	return {
		signal: deadline,
		processes: context.stages.processesFor(context.run.id, step.id),
		progress(text) {
			count++;
			void note(context, `progress:${step.id}:${context.clock.now()}:${count}`, { type: "step.progress", step: step.id, text }).catch(
				() => undefined,
			);
		},
	};
}

async function landed(context: RunContext, step: Step, startedAt: number, wasAlready: boolean, detail: string): Promise<StepOutcome> {
	const durationMs = context.clock.now() - startedAt;
	await note(context, `landed:${step.id}`, { type: "step.landed", step: step.id, durationMs, wasAlready, detail });
	return { kind: "landed" };
}

function failure(step: Step, detail: string, fix: string): StepOutcome {
	return { kind: "failed", step: step.id, detail, fix };
}

function late(step: Step): string {
	return `it did not land within ${Math.round(step.timeoutMs / 1_000)} s`;
}

function fixByHand(step: Step): string {
	return `look at ${step.target}; by hand: ${byHand(step)}`;
}

/** On one line, so that it can be copied from a sentence. */
function byHand({ command }: Step): string {
	return command.split("\n").join(" && ");
}
