import type { Commit } from "./history.ts";

/** A commit to take back, and the content that the branch has afterwards. */
export interface Revert {
	readonly commit: Commit;
	readonly tree: string;
}

/**
 * The commits to revert, in order, so that a line of first parents (newest first, without `to` itself) has exactly the content of `to`.
 * Newest first no revert can conflict: each gives back the very tree that was there before its commit. A stretch that ends where it
 * began (a change and its revert) is passed over: reverting it would ship the bad change again for nothing.
 */
export function revertsTo(line: readonly Commit[], to: Pick<Commit, "tree">): readonly Revert[] {
	const reverts: Revert[] = [];
	let at = 0;
	for (let tree = line[0]?.tree; tree !== undefined && tree !== to.tree; tree = line[at]?.tree) {
		const content = tree;
		const oldest = line.findLastIndex((commit) => commit.tree === content);
		const commit = line[oldest];
		if (commit === undefined) break;
		at = oldest + 1;
		reverts.push({ commit, tree: line[at]?.tree ?? to.tree });
	}
	return reverts;
}
