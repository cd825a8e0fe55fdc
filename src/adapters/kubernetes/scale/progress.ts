import { formatQuantity } from "../../../core/number.ts";
import type { StepState } from "../../../core/step.ts";

/** How many pods a workload is meant to have, and has. */
export interface Scale {
	/** Wanted, there at all (those that are ending left out), and available. */
	readonly replicas: number;
	readonly existing: number;
	readonly available: number;
	/** Whether these counts are of the newest change. */
	readonly isObserved: boolean;
	/** Why the cluster makes no pods (quota, admission), in its own words; null when it does. */
	readonly failure: string | null;
}

/** How far a workload is that was told to have more pods: it has them when so many are available. */
export function progressUp(name: string, { available, isObserved, failure }: Scale, to: number): StepState {
	if (!isObserved) return unseen(name);
	const refused = failure === null ? "" : `; the cluster refuses pods: ${failure}`;
	return { state: available >= to ? "landed" : "landing", detail: `${available} of ${to} pods of ${name} are available${refused}` };
}

/** How far a workload is that was told to have fewer pods; those that are ending are not counted any more. */
export function progressDown(name: string, { existing, isObserved }: Scale, to: number): StepState {
	if (!isObserved) return unseen(name);
	const detail = existing === 0 ? `${name} has no pods any more` : `${name} still has ${formatQuantity(existing, "pod")}`;
	return { state: existing <= to ? "landed" : "landing", detail };
}

function unseen(name: string): StepState {
	return { state: "landing", detail: `the controller of ${name} has not seen the change yet` };
}
