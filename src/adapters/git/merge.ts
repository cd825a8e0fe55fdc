import { BackoutError } from "../../core/error.ts";
import { type Git, hasTree, writeCommit } from "./client.ts";
import { type CommitFrame, commitText } from "./commits.ts";
import { gitFault } from "./faults.ts";
import { plainWords } from "./remote-words.ts";

/** The ids of three trees. */
export interface ThreeTrees {
	readonly base: string;
	readonly ours: string;
	readonly theirs: string;
}

/** The content that a three-way merge gives, the files that conflict, or that this git is too old to say. */
export type Merged =
	| { readonly kind: "tree"; readonly tree: string }
	| { readonly kind: "conflict"; readonly files: readonly string[] }
	| { readonly kind: "too-old" };

/** Scaffolding commits carry no person and no time: the same trees always give the same objects. */
const SCAFFOLD: CommitFrame = { author: "Backout <backout@localhost>", atSeconds: 0, key: "", reason: "", trailer: null };

/**
 * Merges three trees with renames, without a work tree and without checking anything out (git ≥ 2.38, merge-tree --write-tree). Its
 * `--merge-base` came in 2.40, so two commits on a common one say what the base is.
 */
export async function mergeTrees(git: Git, trees: ThreeTrees): Promise<Merged> {
	const base = await writeCommit(git, commitText(SCAFFOLD, trees.base, null, "base\n"));
	const ours = await writeCommit(git, commitText(SCAFFOLD, trees.ours, base, "ours\n"));
	const theirs = await writeCommit(git, commitText(SCAFFOLD, trees.theirs, base, "theirs\n"));
	const output = await git.run(["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs]);
	if (output.exitCode === 129) return { kind: "too-old" };
	const [tree = "", ...files] = output.stdout.split("\0").filter((part) => part !== "");
	if (output.exitCode === 0) return { kind: "tree", tree };
	if (output.exitCode === 1) return { kind: "conflict", files: [...new Set(files)].map(plainWords) };
	throw gitFault(output, "merge the revert");
}

/** Makes sure that the planned content is in the repository: another machine than the planning one merges again and must get the same. */
export async function bringTree(git: Git, tree: string, merge: ThreeTrees | null): Promise<void> {
	if (await hasTree(git, tree)) return;
	const merged = merge === null ? null : await mergeTrees(git, merge);
	if (merged?.kind === "tree" && merged.tree === tree) return;
	throw new BackoutError({
		code: "git.result-differs",
		message: `the content ${tree} that was planned is not in ${git.repository.gitDirectory} and cannot be made here`,
		fix: "plan again on this machine (git fetch --unshallow helps a shallow clone; another version of git may merge differently)",
	});
}

/** The id of the empty tree, which it writes: what was there before a first commit. */
export async function emptyTree(git: Git): Promise<string> {
	return (await git.ask("write the empty tree", ["mktree"], { input: "" })).trim();
}
