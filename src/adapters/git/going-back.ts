import { type CommitFrame, rangeMessage } from "./commits.ts";
import type { BranchNow, CommitDraft, Desk } from "./desk.ts";
import type { Commit } from "./history.ts";

/** A return that is possible: from where to where. */
export interface Return {
	readonly desk: Desk;
	readonly now: BranchNow;
	readonly to: Commit;
	/** `v1.2`, or the short id. */
	readonly label: string;
	/** The branch's own commits since `to`, newest first. */
	readonly line: readonly Commit[];
	readonly frame: CommitFrame;
}

/** One commit that brings the whole content back. */
export function wholeDraft(back: Return): CommitDraft {
	return { tree: back.to.tree, message: rangeMessage(back.frame, wholeSubject(back), back.line), merge: null };
}

/** The subject of a commit that brings the whole content back. */
export function wholeSubject(back: Return): string {
	return `Return ${back.desk.config.branch} to ${back.label}`;
}

/** What a push to a branch leaves as it is. */
export function notChanged(desk: Desk): readonly string[] {
	const { repository } = desk.git;
	return [
		`what runs: git changes only the branch ${desk.config.branch}; what your CI does on a push deploys it`,
		"databases, environment variables and secrets, caches, and data written since",
		...(repository.workTree === null ? [] : [`the work tree and the branches of ${repository.workTree}`]),
	];
}
