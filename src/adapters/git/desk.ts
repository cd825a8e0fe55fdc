import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AdapterContext } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import { commitId, fetchBranch, type Git, type RemoteRefs, remoteRefs } from "./client.ts";
import { type CommitFrame, commitText } from "./commits.ts";
import type { GitConfig } from "./config.ts";
import type { HandPlace } from "./hand.ts";
import { type Commit, commit } from "./history.ts";
import type { PlannedCommit } from "./payload.ts";

/** All that planning works with. */
export interface Desk {
	readonly config: GitConfig;
	readonly context: AdapterContext;
	readonly git: Git;
}

/** Where the deploy branch is now, and what else the remote has. */
export interface BranchNow {
	readonly head: Commit;
	readonly refs: RemoteRefs;
}

/** The deploy branch as the remote has it, its commits fetched; throws `git.branch-not-found`. */
export async function branchNow(desk: Desk, others: readonly string[] = []): Promise<BranchNow> {
	const { branch } = desk.config;
	const refs = await remoteRefs(desk.git, [branch, ...others], true);
	const head = refs.heads.get(branch);
	if (head === undefined) throw branchNotFound(desk.git, branch);
	await fetchBranch(desk.git, branch, head);
	return { head: await commit(desk.git, head), refs };
}

/** The error for a branch that the remote does not have. */
export function branchNotFound(git: Git, branch: string): BackoutError {
	return new BackoutError({
		code: "git.branch-not-found",
		message: `${git.repository.remoteText} has no branch ${branch}`,
		fix: `set \`branch\` to one that \`git ls-remote --heads ${git.repository.remoteText}\` shows`,
	});
}

/** Author, time, key and reason for the commits of one step: fixed now, so that they have the same ids whoever makes them. */
export async function commitFrame(
	desk: Desk,
	parts: { readonly head: string; readonly aim: string; readonly reason: string },
): Promise<CommitFrame> {
	const { config, context } = desk;
	const nowMs = context.clock.now();
	const words = [context.service, context.environment, context.target, config.branch, parts.head, parts.aim, String(nowMs)];
	return {
		author: config.author ?? (await ownIdentity(desk.git)),
		atSeconds: Math.floor(nowMs / 1000),
		key: createHash("sha256").update(words.join("\0")).digest("hex").slice(0, 24),
		reason: parts.reason,
		trailer: config.commitTrailer,
	};
}

/** The identity that git is configured with; a server often has none, then Backout's own. */
async function ownIdentity(git: Git): Promise<string> {
	const output = await git.run(["var", "GIT_COMMITTER_IDENT"]);
	const identity = /^([^<>\n]*[^<>\s] <[^<>\s]+>) \d+ [+-]\d{4}\s*$/.exec(output.stdout)?.[1];
	return output.exitCode === 0 && identity !== undefined ? identity : "Backout <backout@localhost>";
}

/** A commit that is to be made. */
export interface CommitDraft {
	readonly tree: string;
	readonly message: string;
	readonly merge: PlannedCommit["merge"];
}

/** The commits one on another from `parent` on, with the ids they will have; nothing is written. */
export async function chainCommits(
	git: Git,
	frame: CommitFrame,
	parent: string,
	drafts: readonly CommitDraft[],
): Promise<readonly PlannedCommit[]> {
	const commits: PlannedCommit[] = [];
	for (const draft of drafts) {
		const text = commitText(frame, draft.tree, commits.at(-1)?.id ?? parent, draft.message);
		commits.push({ id: await commitId(git, text), text, tree: draft.tree, merge: draft.merge });
	}
	return commits;
}

/** A place for a person's hand commands, named after the step. */
export function handPlace(desk: Desk, frame: CommitFrame, base: HandPlace["base"]): HandPlace {
	return {
		repository: desk.git.repository,
		workTree: join(tmpdir(), `backout-${frame.key.slice(0, 12)}-${base.branch.replaceAll("/", "-")}`),
		base,
	};
}
