import { z } from "zod";
import type { Goal, Proposal } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import type { TargetRelease } from "../../core/release.ts";
import type { RepeatPolicy, Step, StepDraft, StepState } from "../../core/step.ts";
import type { VersionedForm } from "./config.ts";

const returnPayload = z.object({
	/** The template, so that a plan never runs another command than the one that was shown. */
	apply: z.array(z.string()),
	cwd: z.string(),
	to: z.string(),
	from: z.string(),
	/** Tells a redeploy of the same release from the deployment before it. */
	fromDeployedAt: z.string().nullable(),
	isForced: z.boolean(),
});
export type ReturnPayload = z.infer<typeof returnPayload>;

/** The payload of a return step. Throws `exec.bad-payload` when the step is not one of this adapter's. */
export function returnPayloadOf(step: Step): ReturnPayload {
	const parsed = returnPayload.safeParse(step.payload);
	if (parsed.success) return parsed.data;
	throw new BackoutError({
		code: "exec.bad-payload",
		message: `step ${step.id} holds no payload of the exec adapter`,
		fix: "make the plan anew with `backout plan`",
	});
}

/** What was asked of the platform before proposing a return. */
export interface ReturnFacts {
	readonly form: VersionedForm;
	readonly cwd: string;
	readonly current: TargetRelease;
	/** The wanted release as `history` shows it now, or null when it is not in it. */
	readonly wanted: TargetRelease | null;
	readonly repeat: RepeatPolicy;
	readonly timeoutMs: number;
	/** The pasteable command, filled in. */
	command(payload: ReturnPayload): string;
}

/** One step that runs `apply`, nothing to do, or refused with the fix. */
export function proposeReturn(goal: Extract<Goal, { kind: "return" }>, facts: ReturnFacts): Proposal {
	const isForced = goal.force === true;
	const name = facts.wanted?.label ?? goal.to.id;
	if (!isForced && facts.current.id === goal.to.id) return { kind: "nothing", reason: `${goal.to.id} is what runs already` };
	if (!facts.wanted) {
		return refused(
			"release-gone",
			`the history command does not list ${goal.to.id} any more`,
			"choose a release that `backout history` shows",
		);
	}
	if (facts.wanted.unavailable) {
		return refused(
			"release-unavailable",
			`${name} cannot be returned to: ${facts.wanted.unavailable}`,
			"bring it back, or choose another release",
		);
	}
	const isBlind = isForced && facts.current.id === goal.to.id && !facts.form.observe && !facts.current.deployedAt;
	if (isBlind) {
		return refused(
			"redeploy-invisible",
			`nothing would show that ${name} was deployed again`,
			"configure `observe`, or let `current` print deployedAt",
		);
	}
	return { kind: "steps", steps: [returnStep(goal.to.id, isForced, name, facts)], warnings: warningsFor(facts), notChanged: NOT_CHANGED };
}

const NOT_CHANGED = ["whatever the apply command does not touch itself: database, caches, environment variables, data written since"];

function returnStep(to: string, isForced: boolean, name: string, facts: ReturnFacts): StepDraft {
	const { current, form } = facts;
	const payload = { apply: [...form.apply], cwd: facts.cwd, to, from: current.id, fromDeployedAt: current.deployedAt, isForced };
	return {
		name: "apply",
		title: `Run ${form.apply[0] ?? "apply"} to go from ${current.label ?? current.id} to ${name}`,
		risk: "safe",
		repeat: facts.repeat,
		command: facts.command(payload),
		payload,
		undo: null,
		timeoutMs: facts.timeoutMs,
	};
}

function warningsFor(facts: ReturnFacts): readonly string[] {
	if (facts.form.observe) return [];
	return ["no observe command is configured: whether the step landed is read from the current command alone"];
}

/** A proposal that says no, by which rule, why and what helps. */
export function refused(rule: string, reason: string, fix: string): Proposal {
	return { kind: "refused", rule, reason, fix };
}

/** What `current` alone shows of a return step: the wanted release is landed, the expected old one untouched, any other unknown. */
export function stateFromCurrent(payload: ReturnPayload, current: TargetRelease): StepState {
	if (payload.isForced && payload.to === payload.from) return stateOfRedeploy(payload, current);
	if (current.id === payload.to) return { state: "landed", detail: `${current.id} is live` };
	if (current.id === payload.from) return { state: "untouched", detail: `${current.id} is still live` };
	return { state: "unknown", detail: `${current.id} is live, neither ${payload.from} nor ${payload.to}: somebody else acted` };
}

function stateOfRedeploy(payload: ReturnPayload, current: TargetRelease): StepState {
	if (current.id !== payload.to) return { state: "unknown", detail: `${current.id} is live, not ${payload.to}: somebody else acted` };
	const isNew = current.deployedAt !== null && current.deployedAt !== payload.fromDeployedAt;
	if (isNew) return { state: "landed", detail: `${current.id} was deployed again at ${current.deployedAt}` };
	return { state: "untouched", detail: `${current.id} still runs as deployed at ${payload.fromDeployedAt ?? "an unknown time"}` };
}

/** Throws `exec.config-changed` when the config would run another command than the plan shows. */
export function assertSameCommand(planned: { readonly apply: readonly string[]; readonly cwd: string }, now: typeof planned): void {
	if (JSON.stringify([planned.apply, planned.cwd]) === JSON.stringify([now.apply, now.cwd])) return;
	throw new BackoutError({
		code: "exec.config-changed",
		message: `the command in the config is no longer the one that was planned (${planned.apply.join(" ")})`,
		fix: "make the plan anew with `backout plan`",
	});
}
