import type { BatchConfig } from "../core/config.ts";
import type { PlannedBatch } from "../core/plan.ts";
import type { Step } from "../core/step.ts";

/**
 * The configured batches with the plan's steps in them; empty: the plan has no batches. A batch with nothing to do falls out, but where it is in place already
 * (`inPlace`: such targets) its gate is asked before the next one all the same: a run that a gate stopped must not walk around it when it is started again.
 */
export function batchesOf(batches: readonly BatchConfig[], steps: readonly Step[], inPlace: readonly string[]): readonly PlannedBatch[] {
	const planned = batches.map((batch) => plannedBatch(batch, steps, inPlace));
	const last = planned.findLastIndex((batch) => batch.steps.length > 0);
	return planned.slice(0, last + 1).filter((batch) => batch.steps.length > 0 || (batch.targets.length > 0 && batch.gate.length > 0));
}

function plannedBatch({ targets, gate }: BatchConfig, steps: readonly Step[], inPlace: readonly string[]): PlannedBatch {
	const own = steps.filter((step) => targets.includes(step.target));
	return {
		targets: targets.filter((name) => inPlace.includes(name) || own.some((step) => step.target === name)),
		steps: own.map(({ id }) => id),
		gate: gate.map(({ name }) => name),
	};
}

/** What a person must know of batches without a gate: nothing holds the next one back. */
export function batchWarnings(batches: readonly PlannedBatch[]): readonly string[] {
	return batches.flatMap(({ targets, gate }, index) =>
		gate.length > 0 || index === batches.length - 1
			? []
			: [
					`There is no gate after batch ${index + 1} (${targets.join(", ")}): batch ${index + 2} begins as soon as it has landed, well or not.`,
				],
	);
}
