import type { RunEvent } from "../../core/run.ts";

/** What a run's steps are called, as its events tell. */
export interface StepTitles {
	hear(event: RunEvent): void;
	/** The title of the step with this id; its id when no event told one. */
	of(step: string): string;
	/** The text, with the step's target before it when it is taken beside others. */
	beside(step: string, text: string): string;
}

/** Titles that have heard nothing yet. Steps that are taken side by side on several targets mostly have the same title: they are told with their target. */
export function stepTitles(): StepTitles {
	const titles = new Map<string, string>();
	const targets = new Map<string, string>();
	const sideBySide = new Set<string>();
	const beside = (step: string, text: string): string => {
		const target = sideBySide.has(step) ? targets.get(step) : undefined;
		return target === undefined ? text : `${target}: ${text}`;
	};
	return {
		beside,
		of: (step) => beside(step, titles.get(step) ?? step),
		hear(event) {
			if (event.type === "step.started") titles.set(event.step, event.title);
			if (event.type === "batch.started" && event.targets.length > 1) for (const step of event.steps) sideBySide.add(step);
			if (event.type !== "run.created") return;
			for (const { id, title, target } of event.steps) {
				titles.set(id, title);
				if (target !== undefined) targets.set(id, target);
			}
		},
	};
}
