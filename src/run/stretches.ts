import type { Plan, PlannedBatch } from "../core/plan.ts";
import type { Step } from "../core/step.ts";

/** What a run does between two places where a person's wish is heard: one step, or a batch. */
export interface Stretch {
	/** For a person: "before <this>". */
	readonly name: string;
	/** Taken side by side; the steps of one lane one after the other. */
	readonly lanes: readonly (readonly Step[])[];
	readonly batch: { readonly planned: PlannedBatch; readonly number: number; readonly of: number } | null;
}

/** The plan in stretches: each batch with a lane for every target, then, or without batches, each step by itself. */
export function stretchesOf({ steps, batches = [] }: Pick<Plan, "steps" | "batches">): readonly Stretch[] {
	const inBatch = new Set(batches.flatMap((batch) => batch.steps));
	const ofBatches = batches.map((planned, index) => ({
		name: `batch ${index + 1}`,
		lanes: planned.targets.map((target) => steps.filter((step) => step.target === target && planned.steps.includes(step.id))),
		batch: { planned, number: index + 1, of: batches.length },
	}));
	const alone = steps.filter((step) => !inBatch.has(step.id)).map((step) => ({ name: step.id, lanes: [[step]], batch: null }));
	return [...ofBatches, ...alone];
}
