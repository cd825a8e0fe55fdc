import type { TargetRelease } from "../../core/release.ts";
import type { Tag } from "./client.ts";
import type { Commit } from "./history.ts";

/** What the releases of a branch are made from. */
export interface BranchFacts {
	/** Newest first, first parents only. */
	readonly commits: readonly Commit[];
	readonly tags: readonly Tag[];
	readonly tagPattern: string;
}

/**
 * The releases that the branch went through, the newest to go live first. A release is content: a commit whose tree an earlier commit
 * had is that earlier release come back (a revert), so after a rollback the branch is *at* the release it was rolled back to.
 */
export function releasesOf(facts: BranchFacts): readonly TargetRelease[] {
	const firstIds = new Map<string, string>();
	for (const commit of facts.commits) firstIds.set(commit.tree, commit.id);
	const releases = new Map<string, TargetRelease>();
	for (const [at, commit] of facts.commits.entries()) {
		const known = releases.get(commit.tree);
		const label = known?.label ?? labelOf(commit.id, facts);
		if (known !== undefined) releases.set(commit.tree, { ...known, label });
		else if (!isPassedThrough(facts.commits, at)) releases.set(commit.tree, release(commit, firstIds.get(commit.tree), label));
	}
	return [...releases.values()];
}

/** Several reverts pushed together by one step: only the last of them ever was the branch's content. */
function isPassedThrough(commits: readonly Commit[], at: number): boolean {
	const [newer, commit] = [commits[at - 1], commits[at]];
	if (newer === undefined || commit === undefined || commit.step === null) return false;
	return newer.step === commit.step && newer.committedAt === commit.committedAt;
}

function release(commit: Commit, firstId: string | undefined, label: string | null): TargetRelease {
	const id = firstId ?? commit.id;
	return {
		id,
		label,
		commit: id,
		digest: null,
		deployedAt: commit.committedAt,
		unavailable: null,
		// The branch may have been deployed at it, or not.
		wasLive: false,
	};
}

/** The commit's tag that matches the pattern; of several the highest (`v1.10` over `v1.9`), null without one. */
export function labelOf(id: string, facts: Pick<BranchFacts, "tags" | "tagPattern">): string | null {
	const names = facts.tags.filter((tag) => tag.commit === id && matches(tag.name, facts.tagPattern)).map((tag) => tag.name);
	return names.sort((a, b) => b.localeCompare(a, "en", { numeric: true }))[0] ?? null;
}

/** Whether the name fits the pattern, in which `*` stands for any text; compared piece by piece, so that a pattern cannot be slow. */
export function matches(name: string, pattern: string): boolean {
	const [head = "", ...pieces] = pattern.split("*");
	const tail = pieces.pop();
	if (tail === undefined) return name === pattern;
	if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false;
	let from = head.length;
	for (const piece of pieces) {
		const at = name.indexOf(piece, from);
		if (at < 0 || at + piece.length > name.length - tail.length) return false;
		from = at + piece.length;
	}
	return true;
}
