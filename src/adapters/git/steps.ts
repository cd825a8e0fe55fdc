import type { StepDraft } from "../../core/step.ts";
import type { CommitFrame } from "./commits.ts";
import { byHand, type HandPlace, moveByHand } from "./hand.ts";
import type { Commit } from "./history.ts";
import type { PlannedCommit, PushPayload } from "./payload.ts";
import { shortId } from "./ref-name.ts";
import type { Repository } from "./repository.ts";

/** Fetching, pushing and the remote's hooks together; a first fetch of a private clone is the long part. */
const STEP_MS = 300_000;
/** Most commits that a title or a warning names. */
const NAMED = 5;

/** New commits for a branch. */
export interface CommitsStep {
	readonly name: string;
	readonly title: string;
	readonly branch: string;
	/** What the remote's branch is at; null: it does not exist yet. */
	readonly expected: string | null;
	readonly landsWhen: "contains" | "content";
	/** The key by which the change is found again on a branch that others push to meanwhile; null: such a push stops the step. */
	readonly followKey: string | null;
	readonly commits: readonly PlannedCommit[];
	readonly place: HandPlace;
	readonly lines: readonly (readonly string[])[];
}

/** The step that pushes new commits; null when there are none. Safe: a push that adds commits takes nothing away. */
export function commitsStep(parts: CommitsStep): StepDraft | null {
	const last = parts.commits.at(-1);
	if (last === undefined) return null;
	const { branch, expected, landsWhen, place } = parts;
	const payload: PushPayload = {
		landsWhen,
		branch,
		expected,
		base: place.base,
		result: last.id,
		tree: last.tree,
		follow: parts.followKey === null ? null : { key: parts.followKey },
		commits: [...parts.commits],
	};
	return {
		name: parts.name,
		title: parts.title,
		risk: "safe",
		repeat: "conditional",
		command: byHand(place, parts.lines, { branch, expected, result: last.id }),
		payload,
		// The way back is a release again: reverting the reverts.
		undo: null,
		timeoutMs: STEP_MS,
	};
}

/** The step that moves the branch back to an older commit: what came after it is no longer on the branch. */
export function resetStep(parts: {
	readonly repository: Repository;
	readonly branch: string;
	readonly head: Commit;
	readonly to: Commit;
	readonly label: string;
	readonly lost: readonly Commit[];
}): StepDraft {
	const { branch, head, to } = parts;
	const move = { branch, expected: head.id, result: to.id };
	const payload: PushPayload = { ...move, landsWhen: "exactly", base: { branch, head: head.id }, tree: to.tree, follow: null, commits: [] };
	return {
		name: "reset",
		title: `Move ${branch} back to ${parts.label}, which takes ${commitNames(parts.lost)} off the branch`,
		risk: "irreversible",
		repeat: "conditional",
		command: moveByHand(parts.repository, move),
		payload,
		undo: { branch, expected: to.id, result: head.id },
		timeoutMs: STEP_MS,
	};
}

/** The step that moves the branch forward again to a commit that a reset had taken off; an ordinary fast-forward. */
export function advanceStep(parts: {
	readonly repository: Repository;
	readonly branch: string;
	readonly head: Commit;
	readonly to: Commit;
	readonly label: string;
}): StepDraft {
	const { branch, head, to } = parts;
	const move = { branch, expected: head.id, result: to.id };
	const payload: PushPayload = {
		...move,
		landsWhen: "contains",
		base: { branch, head: head.id },
		tree: to.tree,
		follow: null,
		commits: [],
	};
	return {
		name: "advance",
		title: `Move ${branch} forward again to ${parts.label}`,
		risk: "safe",
		repeat: "conditional",
		command: moveByHand(parts.repository, move),
		payload,
		undo: null,
		timeoutMs: STEP_MS,
	};
}

/** `1a2b3c4d5e "Merge pull request #12"`, up to five of them and how many more. */
export function commitNames(commits: readonly Commit[]): string {
	const named = commits.slice(0, NAMED).map((commit) => `${shortId(commit.id)} "${commit.subject}"`);
	const rest = commits.length - named.length;
	return rest > 0 ? `${named.join(", ")} and ${rest} more` : named.join(", ");
}

/** What a person must know about the reverts: which they are, the merge trap, and how the change is landed again. */
export function revertWarnings(parts: {
	readonly reverted: readonly Commit[];
	readonly made: readonly PlannedCommit[];
	readonly frame: CommitFrame;
	readonly stays: string | null;
}): readonly string[] {
	const { reverted, made, stays } = parts;
	const merged = reverted.filter((commit) => commit.parents.length > 1);
	const again = made.toReversed().map((commit) => shortId(commit.id));
	return [
		`taken back, newest first: ${commitNames(reverted)}${stays === null ? "" : `; ${stays} itself stays`}`,
		...(merged.length === 0
			? []
			: [
					`${commitNames(merged)}: merging the same branch again later silently leaves its commits out, because git counts them as merged (git revert -m 1)`,
				]),
		`to land the change again with its fix, revert the revert first: git revert ${again.slice(0, NAMED).join(" ")}${again.length > NAMED ? " …" : ""}`,
	];
}
