import type { StepCall } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import { carriesKey } from "./carried.ts";
import { fetchBranch, type Git, hasCommit, pushCommit, remoteRefs, writeCommit } from "./client.ts";
import { movedText } from "./commits.ts";
import type { Desk } from "./desk.ts";
import { commit } from "./history.ts";
import { keep } from "./kept.ts";
import { bringTree, mergeTrees } from "./merge.ts";
import type { PushPayload } from "./payload.ts";
import { shortId } from "./ref-name.ts";
import { plainWords } from "./remote-words.ts";

/** Writes the planned commits and pushes them, if the remote's branch is still where it was; else throws `git.moved` and writes nothing. */
export async function applyPush(desk: Desk, payload: PushPayload, call: StepCall): Promise<void> {
	const { git } = desk;
	const { branch, expected, base, result } = payload;
	const { heads } = await remoteRefs(git, [...new Set([branch, base.branch, desk.config.branch])], false);
	const head = heads.get(branch) ?? null;
	if (head === result) return;
	if (head !== expected && (payload.follow === null || head === null)) throw moved(git, payload, head);
	await bringBase(git, payload, heads.get(base.branch));
	await bringDeployed(desk, payload, heads.get(desk.config.branch));
	if (head !== null && head !== expected) return await follow(git, payload, head, call);
	if (payload.landsWhen === "exactly" && expected !== null) await keep(git, expected);
	await writeCommits(git, payload);
	call.progress(`pushing ${shortId(result)} to ${branch} on ${git.repository.remoteText}`);
	await pushCommit(git, { branch, expected, result });
}

/** The same change on top of what somebody else pushed meanwhile; a second follower loses at the lease as everybody does. */
async function follow(git: Git, payload: PushPayload, head: string, call: StepCall): Promise<void> {
	const [planned] = payload.commits;
	if (planned?.merge == null) throw moved(git, payload, head);
	await fetchBranch(git, payload.branch, head);
	if (await carriesKey(git, payload, head)) return;
	const merged = await mergeTrees(git, { ...planned.merge, ours: (await commit(git, head)).tree });
	if (merged.kind !== "tree") throw conflicting(payload.branch, merged.kind === "conflict" ? merged.files : []);
	const result = await writeCommit(git, movedText(planned.text, merged.tree, head));
	call.progress(`pushing ${shortId(result)} to ${payload.branch}, on top of newer commits`);
	await pushCommit(git, { branch: payload.branch, expected: head, result });
}

/** The objects that the new commits stand on; the machine that applies need not be the one that planned. */
async function bringBase(git: Git, payload: PushPayload, now: string | undefined): Promise<void> {
	if (await hasCommit(git, payload.base.head)) return;
	if (now !== undefined) await fetchBranch(git, payload.base.branch, now);
	if (!(await hasCommit(git, payload.base.head))) throw moved(git, { ...payload, branch: payload.base.branch }, now ?? null);
}

/** A change for another branch is merged from the content of the deploy branch. */
async function bringDeployed(desk: Desk, payload: PushPayload, head: string | undefined): Promise<void> {
	if (payload.follow !== null && head !== undefined) await fetchBranch(desk.git, desk.config.branch, head);
}

async function writeCommits(git: Git, payload: PushPayload): Promise<void> {
	for (const planned of payload.commits) {
		await bringTree(git, planned.tree, planned.merge);
		const id = await writeCommit(git, planned.text);
		if (id !== planned.id) throw changedPlan(planned.id);
	}
	if (!(await hasCommit(git, payload.result))) throw changedPlan(payload.result);
}

function moved(git: Git, payload: PushPayload, head: string | null): BackoutError {
	const was = payload.expected === null ? "did not exist" : `was at ${shortId(payload.expected)}`;
	const is = head === null ? "is gone" : `is at ${shortId(head)}`;
	return new BackoutError({
		code: "git.moved",
		message: `${payload.branch} on ${plainWords(git.repository.remoteText)} ${was} when this was planned and now ${is}: nothing was written`,
		fix: "look at what was pushed (git log), then plan again",
	});
}

function conflicting(branch: string, files: readonly string[]): BackoutError {
	return new BackoutError({
		code: "git.revert-conflicts",
		message: `${branch} does not get the revert: what was pushed to it meanwhile conflicts in ${files.slice(0, 5).join(", ") || "some files"}`,
		fix: `revert there by hand, or the next merge of ${branch} brings the bug back`,
	});
}

function changedPlan(id: string): BackoutError {
	return new BackoutError({
		code: "git.bad-payload",
		message: `the plan's commit ${shortId(id)} does not come out as planned`,
		fix: "make a new plan; this one was changed after it was made",
	});
}
