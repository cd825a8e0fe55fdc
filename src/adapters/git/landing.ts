import type { StepState } from "../../core/step.ts";
import type { PushPayload } from "./payload.ts";
import { shortId } from "./ref-name.ts";

/** What the remote shows of the branch that a step pushes to. */
export interface BranchSight {
	/** Null: the branch is not there. */
	readonly head: string | null;
	/** The tree of the head; null when the branch is not there or its objects could not be had. */
	readonly tree: string | null;
	readonly containsResult: boolean;
	readonly containsExpected: boolean;
	/** Whether a commit after the expected one carries the key of a step that follows. */
	readonly containsKey: boolean;
	/** Who moved it last and how, for a person: `Ana: Fix the tax`. */
	readonly lastChange: string;
}

/** What the remote's branch says of the step. A push is atomic: it is there or it is not, so nothing is ever `landing`. */
export function stateOf(payload: PushPayload, sight: BranchSight): StepState {
	if (hasLanded(payload, sight)) return { state: "landed", detail: landedText(payload, sight) };
	if (sight.head === payload.expected) return { state: "untouched", detail: `${payload.branch} is still at ${place(payload.expected)}` };
	if (payload.follow !== null && sight.head !== null) {
		return { state: "untouched", detail: `${payload.branch} has newer commits (${sight.lastChange}) and not yet the revert` };
	}
	const now = sight.head === null ? "is gone from the remote" : `is at ${shortId(sight.head)} (${sight.lastChange})`;
	return {
		state: "broken",
		detail: `${payload.branch} ${now}, not at ${place(payload.expected)} as planned: somebody else moved it. Look at it, then plan again`,
	};
}

function hasLanded(payload: PushPayload, sight: BranchSight): boolean {
	if (sight.head === null) return false;
	if (sight.head === payload.result) return true;
	if (payload.follow !== null && sight.containsKey) return true;
	if (payload.landsWhen === "content") return sight.tree === payload.tree;
	return sight.containsResult && (payload.landsWhen === "contains" || !sight.containsExpected);
}

function landedText(payload: PushPayload, sight: BranchSight): string {
	const newer = sight.head === payload.result ? "" : `, with newer commits on it (${sight.lastChange})`;
	const wait = payload.landsWhen === "content" ? "; a person merges its pull request" : "";
	return `${payload.branch} has ${shortId(payload.result)}${newer}${wait}`;
}

function place(id: string | null): string {
	return id === null ? "nothing (it was not there)" : shortId(id);
}
