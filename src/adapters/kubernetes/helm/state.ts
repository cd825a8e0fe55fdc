import type { StepState } from "../../../core/step.ts";
import type { HelmRollback } from "./payload.ts";
import type { StoredRevision } from "./stored.ts";

/** What the stored revisions (newest first) show of a rollback. Helm waits itself until everything is ready, so `deployed` has landed. */
export function stateOfRollback([newest]: readonly StoredRevision[], { from, to, content }: HelmRollback): StepState {
	if (newest === undefined) return { state: "unknown", detail: "the release is gone" };
	const { number, status, description } = newest;
	if (number <= from) return { state: "untouched", detail: `revision ${number} is the newest (${status})` };
	if (newest.content !== content)
		return { state: "unknown", detail: `somebody released revision ${number} meanwhile (${status}, ${description})` };
	if (status === "deployed") return { state: "landed", detail: `revision ${number} is deployed (${description})` };
	if (status === "failed") return { state: "broken", detail: `revision ${number} failed: ${description}` };
	// Helm was ended in the middle: it finishes nothing later, and a second rollback is how it gets on.
	if (status === "pending-rollback")
		return { state: "untouched", detail: `a rollback to ${to} was begun as revision ${number} and not finished; it is begun again` };
	return { state: "unknown", detail: `revision ${number} is ${status} (${description})` };
}
