import type { StepState } from "../../../core/step.ts";
import type { Metadata } from "../object.ts";
import { hasNote, stopNoteOf } from "./note.ts";
import type { FreezePayload, ResumePayload, StopPayload } from "./payload.ts";
import { progressDown, progressUp, type Scale } from "./progress.ts";

/** A workload as far as its number of pods goes. */
export interface Scaled {
	readonly metadata: Metadata;
	readonly scale: Scale;
}

/** What the workload itself shows of the step; pods that are still ending it does not count. */
export function stateOfFreeze(scaled: Scaled, payload: FreezePayload): StepState {
	return payload.kind === "stop" ? stateOfStop(scaled, payload) : stateOfResume(scaled, payload);
}

function stateOfStop({ metadata, scale }: Scaled, { from, isAutoscaled, at }: StopPayload): StepState {
	const { name } = metadata;
	if (scale.replicas === 0) return progressDown(name, scale, 0);
	const isOurs = stopNoteOf(metadata)?.at === at;
	if (isOurs) return { state: "broken", detail: `it was scaled to 0, and somebody scaled it up again, to ${scale.replicas}` };
	if (scale.replicas === from || isAutoscaled) return { state: "untouched", detail: `${name} is meant to have ${scale.replicas} pods` };
	return { state: "unknown", detail: `it had ${from} pods when the plan was made, and somebody scaled it to ${scale.replicas}` };
}

/** Our patch writes the number and takes the note off at once: the note tells whether it was ours. */
function stateOfResume({ metadata, scale }: Scaled, { from, to, hadNote }: ResumePayload): StepState {
	const { name } = metadata;
	if (hasNote(metadata)) {
		if (scale.replicas === from) return { state: "untouched", detail: `${name} is meant to have ${from} pods, and is noted as stopped` };
		return {
			state: "unknown",
			detail: `it was meant to have ${from} pods when the plan was made, and somebody scaled it to ${scale.replicas}`,
		};
	}
	// An autoscaler, or a person, may want fewer by now.
	if (scale.replicas > 0) return progressUp(name, scale, Math.min(to, scale.replicas));
	if (!hadNote) return { state: "untouched", detail: `${name} is meant to have no pods` };
	return { state: "broken", detail: "its note of how many pods it had is gone, and it has none: somebody scaled it to 0 again" };
}
