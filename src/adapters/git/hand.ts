import { handCommand } from "../../core/command.ts";
import type { Push } from "./client.ts";
import type { Commit } from "./history.ts";
import { withoutCredentials } from "./remote-words.ts";
import type { Repository } from "./repository.ts";

/** Where a person works by hand: the user's own checkout stays as it is. */
export interface HandPlace {
	readonly repository: Repository;
	/** An absolute path that does not exist yet. */
	readonly workTree: string;
	/** The branch to begin from and the commit it is at. */
	readonly base: { readonly branch: string; readonly head: string };
}

/** What a person would type to do `lines` on a clean work tree and push the result. */
export function byHand(place: HandPlace, lines: readonly (readonly string[])[], push: Push): string {
	return [...setUp(place), ...lines, pushLine(["git", "-C", place.workTree], place.repository, push, "HEAD"), ...cleanUp(place)]
		.map(handCommand)
		.join("\n");
}

function setUp({ repository, workTree, base }: HandPlace): readonly (readonly string[])[] {
	if (repository.workTree === null) {
		const address = withoutCredentials(repository.address ?? "");
		return [
			["git", "clone", "--no-checkout", "--", address, workTree],
			["git", "-C", workTree, "checkout", "--detach", base.head],
		];
	}
	return [
		["git", "-C", repository.workTree, "fetch", repository.remote, `refs/heads/${base.branch}`],
		["git", "-C", repository.workTree, "worktree", "add", "--detach", workTree, base.head],
	];
}

function cleanUp({ repository, workTree }: HandPlace): readonly (readonly string[])[] {
	if (repository.workTree === null) return [["rm", "-rf", workTree]];
	return [["git", "-C", repository.workTree, "worktree", "remove", "--force", workTree]];
}

/** Reverting each commit, a merge against the line it was merged into. */
export function revertLines(place: HandPlace, reverted: readonly Commit[]): readonly (readonly string[])[] {
	return reverted.map((commit) => [
		"git",
		"-C",
		place.workTree,
		"revert",
		"--no-edit",
		...(commit.parents.length > 1 ? ["-m", "1"] : []),
		commit.id,
	]);
}

/** One commit with exactly the content of another. */
export function contentLines(place: HandPlace, content: string, subject: string): readonly (readonly string[])[] {
	const git = ["git", "-C", place.workTree];
	return [
		[...git, "read-tree", "-u", "--reset", content],
		[...git, "commit", "--allow-empty", "-m", subject],
	];
}

/** Taking over, onto another branch, the change between two commits: a three-way merge of content that records no merge. */
export function changeLines(
	place: HandPlace,
	change: { readonly from: string; readonly onto: string; readonly to: string },
	subject: string,
): readonly (readonly string[])[] {
	const git = ["git", "-C", place.workTree];
	return [
		[...git, "merge-recursive", change.from, "--", change.onto, change.to],
		[...git, "commit", "-m", subject],
	];
}

/** Moving the branch to a commit that exists. */
export function moveByHand(repository: Repository, push: Push): string {
	const directory = repository.workTree ?? repository.gitDirectory;
	// A private clone knows its remote's address from the config only.
	const remote = repository.address === null ? repository.remote : withoutCredentials(repository.address);
	return handCommand(pushLine(["git", "-C", directory], { ...repository, remote }, push, push.result));
}

function pushLine(git: readonly string[], repository: Repository, push: Push, from: string): readonly string[] {
	const ref = `refs/heads/${push.branch}`;
	return [...git, "push", `--force-with-lease=${ref}:${push.expected ?? ""}`, repository.remote, `${from}:${ref}`];
}
