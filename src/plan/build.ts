import type { ServiceConfig, TargetConfig } from "../core/config.ts";
import { freezeWayBack, isFreeze } from "../core/freeze.ts";
import { type CurrentState, releaseName, runningText } from "../core/lineage.ts";
import { placeText } from "../core/place.ts";
import type { Plan, PlanKind, Refusal } from "../core/plan.ts";
import type { Release, ReleaseName } from "../core/release.ts";
import type { Step } from "../core/step.ts";
import { type Answer, type Answered, answersRefusal, inPlace, notChangedOf, stepsOf, warningsOf } from "./answers.ts";
import { batchesOf, batchWarnings } from "./batches.ts";
import type { Choice } from "./choice.ts";
import { freezeRefusal, freezeWarnings, idleRefusal, inOrder, takesPart } from "./freeze.ts";
import { hashPlan } from "./hash.ts";
import { notChangedLines, unique } from "./not-changed.ts";

/** Everything a plan is made from; the flow has gathered it. */
export interface PlanInput {
	readonly id: string;
	readonly kind: PlanKind;
	/** Milliseconds since the epoch. */
	readonly now: number;
	readonly service: Pick<ServiceConfig, "service" | "environment" | "targets" | "batches" | "after">;
	/** `--only`: names of the targets that shall change; null: all. */
	readonly only: readonly string[] | null;
	readonly current: CurrentState;
	/** The target release id that each versioned target runs, null where it cannot say. */
	readonly world: Readonly<Record<string, string | null>>;
	readonly choice: Choice;
	/** By target name; a target whose answer is missing was not asked. */
	readonly answers: Readonly<Record<string, Answer>>;
	/** Of earlier runs of the place, in milliseconds. */
	readonly durations: readonly number[];
}

/** The plan, or a refused plan without steps that says which rule refused, why, and what would help. Same input, same plan, same hash. */
export function buildPlan(input: PlanInput): Plan {
	const { service } = input;
	const to = input.choice.outcome === "chosen" ? input.choice.to : null;
	const chosen = inScope(inBatchOrder(service), input.only);
	const asked = chosen.filter((target) => to === null || to.targets[target.name] !== undefined);
	const actions = inScope(service.after, input.only).map((target) => answeredBy(target, input));
	const answered = inOrder(
		input.kind,
		asked.map((target) => answeredBy(target, input)),
		actions.filter((action) => takesPart(action, input.only)),
	);
	const proposed = stepsOf(answered);
	const refused = refusal(input, answered, proposed);
	const steps = refused === null ? proposed : [];
	// A gate asks whether the service is well, which it is not meant to be while it is stopped.
	const batches = isFreeze(input.kind) ? [] : batchesOf(service.batches, steps, inPlace(answered));
	const plan: Omit<Plan, "hash"> = {
		version: 1,
		id: input.id,
		kind: input.kind,
		service: service.service,
		environment: service.environment,
		createdAt: new Date(input.now).toISOString(),
		from: fromName(input.current, to),
		to: to === null ? null : releaseName(to),
		world: worldNoted(input),
		steps,
		...(batches.length === 0 ? {} : { batches }),
		warnings: [...warnings(input, answered, chosen, to, steps), ...batchWarnings(batches)],
		notChanged: refused === null ? notChangedLines([...staysLine(input), ...notChangedOf(answered)]) : [],
		wayBack: isFreeze(input.kind) ? freezeWayBack(input.kind, service, input.only) : "backout undo <run>",
		// The earlier runs are those that returned to a release.
		expectedMs: isFreeze(input.kind) ? null : median(input.durations),
		refused,
	};
	return { ...plan, hash: hashPlan(plan) };
}

/** Of a plan that returns to nothing. */
function staysLine({ kind, current }: PlanInput): readonly string[] {
	const from = isFreeze(kind) ? fromName(current, null) : null;
	return from === null ? [] : [`The release stays ${from.label}: nothing is rolled back.`];
}

function inScope(targets: readonly TargetConfig[], only: readonly string[] | null): readonly TargetConfig[] {
	return targets.filter((target) => only === null || only.includes(target.name));
}

/** The order in which they are rolled back: that of the batches, where there are any. */
function inBatchOrder({ targets, batches }: PlanInput["service"]): readonly TargetConfig[] {
	const batchOf = (target: TargetConfig): number => batches.findIndex((batch) => batch.targets.includes(target.name));
	return targets.toSorted((a, b) => batchOf(a) - batchOf(b));
}

/** `Object.hasOwn`, because a target may be called `constructor`. */
function answeredBy(target: TargetConfig, input: PlanInput): Answered {
	return { target, answer: Object.hasOwn(input.answers, target.name) ? (input.answers[target.name] ?? null) : null };
}

function worldOf(input: PlanInput, target: TargetConfig): string | null {
	return Object.hasOwn(input.world, target.name) ? (input.world[target.name] ?? null) : null;
}

/** A target that is left out and cannot say what it runs is not noted: it could only be compared with nothing, and would stop a run that does not touch it. */
function worldNoted(input: PlanInput): Plan["world"] {
	const noted = input.service.targets.filter(
		(target) => input.only === null || input.only.includes(target.name) || worldOf(input, target) !== null,
	);
	return Object.fromEntries(noted.map((target) => [target.name, worldOf(input, target)]));
}

/** The rules in the order they are asked; the first that speaks refuses. */
function refusal(input: PlanInput, answered: readonly Answered[], steps: readonly Step[]): Refusal | null {
	return (
		scopeRefusal(input) ??
		(input.choice.outcome === "refused" ? input.choice.refused : null) ??
		worldRefusal(input) ??
		(isFreeze(input.kind) ? freezeRefusal(answered) : answersRefusal(answered)) ??
		nothingRefusal(input, answered, steps)
	);
}

function scopeRefusal({ kind, service, only }: PlanInput): Refusal | null {
	const known = [...service.targets, ...service.after].map((target) => target.name);
	const unknown = only?.filter((name) => !known.includes(name)) ?? [];
	if (unknown.length > 0) {
		return {
			rule: "unknown-target",
			reason: `${placeText(service)} has no target ${unknown.join(", ")}.`,
			fix: `Its targets are ${known.join(", ")}.`,
		};
	}
	// A switch that stops writes is enough of a service to stop.
	const scope = isFreeze(kind) ? [...service.targets, ...service.after] : service.targets;
	if (inScope(scope, only).length > 0) return null;
	const reason = `No target with releases of ${placeText(service)} was named.`;
	return { rule: "no-targets", reason, fix: "Name at least one; an empty list never means all." };
}

function worldRefusal(input: PlanInput): Refusal | null {
	const unknown = inScope(input.service.targets, input.only).filter((target) => worldOf(input, target) === null);
	if (unknown.length === 0) return null;
	const names = unknown.map((target) => target.name).join(", ");
	return {
		rule: "current-unknown",
		reason: `What ${names} of ${placeText(input.service)} runs is not known, and unknown is never safe to change.`,
		fix: "Run `backout check --live` to see what does not answer, or leave that target out with `--only`.",
	};
}

/** Counts the versioned targets alone: flushing a cache is no rollback. */
function nothingRefusal(input: PlanInput, answered: readonly Answered[], steps: readonly Step[]): Refusal | null {
	const { kind, service, choice } = input;
	if (isFreeze(kind)) return steps.length > 0 ? null : idleRefusal(kind, input, answered);
	const versioned = new Set(service.targets.map((target) => target.name));
	if (steps.some((step) => versioned.has(step.target))) return null;
	const label = choice.outcome === "chosen" ? choice.to.label : "that release";
	return {
		rule: "same-release",
		reason: `Every target of ${placeText(service)} says there is nothing to do: it runs ${label} already.`,
		fix: "Choose another release with `--to`.",
	};
}

/** Half-way the name of what is left behind is the one that is not returned to. */
function fromName(current: CurrentState, to: Release | null): ReleaseName | null {
	if (current.state === "one") return releaseName(current.release);
	if (current.state === "unknown") return null;
	const releases = current.running.flatMap((one) => (one.release === null ? [] : [one.release]));
	const from = releases.find((release) => release.id !== to?.id) ?? releases[0];
	return from === undefined ? null : releaseName(from);
}

function warnings(
	input: PlanInput,
	answered: readonly Answered[],
	chosen: readonly TargetConfig[],
	to: Release | null,
	steps: readonly Step[],
): readonly string[] {
	const { choice, kind } = input;
	return unique([
		...(isFreeze(kind) ? freezeWarnings(kind, input, steps) : []),
		...(choice.outcome === "refused" ? [] : choice.warnings),
		...stateWarnings(input.current),
		...scopeWarnings(input, chosen, to),
		...warningsOf(answered),
		...steps.filter((step) => step.risk !== "safe").map(riskWarning),
	]);
}

function stateWarnings(current: CurrentState): readonly string[] {
	if (current.state === "split") return [`The service stands half-way: ${runningText(current.running)}.`];
	if (current.state === "unknown" || current.elsewhere.length === 0) return [];
	return [`${current.release.label} never reached every target: ${runningText(current.elsewhere)}.`];
}

function scopeWarnings({ service, only }: PlanInput, chosen: readonly TargetConfig[], to: Release | null): readonly string[] {
	const leftOut = [...service.targets, ...service.after].filter((target) => only !== null && !only.includes(target.name));
	const without = to === null ? [] : chosen.filter((target) => to.targets[target.name] === undefined);
	return [
		...leftOut.map((target) => `${target.name} is left as it is: --only leaves it out.`),
		...without.map((target) => `${target.name} is left as it is: it has no ${to?.label} in its history.`),
	];
}

function riskWarning(step: Step): string {
	const what = step.risk === "lossy" ? "may lose data or work" : "cannot be undone";
	return `Step ${step.id} ${what} and waits for an approval: ${step.title}`;
}

/** The middle of the durations, in whole milliseconds; null when there are none. */
function median(durations: readonly number[]): number | null {
	const sorted = durations.filter(Number.isFinite).sort((a, b) => a - b);
	const upper = sorted[Math.floor(sorted.length / 2)];
	const lower = sorted[Math.floor((sorted.length - 1) / 2)];
	return upper === undefined || lower === undefined ? null : Math.round((lower + upper) / 2);
}
