import type { StepCall } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import { fetchBranch, type Git, hasCommit, pushCommit, remoteRefs, writeCommit } from "./client.ts";
import type { Desk } from "./desk.ts";
import { keep } from "./kept.ts";
import { bringTree } from "./merge.ts";
import type { PushPayload } from "./payload.ts";
import { shortId } from "./ref-name.ts";
import { plainWords } from "./remote-words.ts";

/** Writes the planned commits and pushes them, if the remote's branch is still where it was; else throws `git.moved` and writes nothing. */
export async function applyPush(desk: Desk, payload: PushPayload, call: StepCall): Promise<void> {
	const { git } = desk;
	const { branch, expected, base, result } = payload;
	const { heads } = await remoteRefs(git, [...new Set([branch, base.branch])], false);
	const head = heads.get(branch) ?? null;
	if (head === result) return;
	if (head !== expected) throw moved(git, payload, head);
	await bringBase(git, payload, heads.get(base.branch));
	if (payload.landsWhen === "exactly" && expected !== null) await keep(git, expected);
	await writeCommits(git, payload);
	call.progress(`pushing ${shortId(result)} to ${branch} on ${git.repository.remoteText}`);
	await pushCommit(git, { branch, expected, result });
}

/** The objects that the new commits stand on; the machine that applies need not be the one that planned. */
async function bringBase(git: Git, payload: PushPayload, now: string | undefined): Promise<void> {
	if (await hasCommit(git, payload.base.head)) return;
	if (now !== undefined) await fetchBranch(git, payload.base.branch, now);
	if (!(await hasCommit(git, payload.base.head))) throw moved(git, { ...payload, branch: payload.base.branch }, now ?? null);
}

async function writeCommits(git: Git, payload: PushPayload): Promise<void> {
	for (const commit of payload.commits) {
		await bringTree(git, commit.tree, commit.merge);
		const id = await writeCommit(git, commit.text);
		if (id !== commit.id) throw changedPlan(commit.id);
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

function changedPlan(id: string): BackoutError {
	return new BackoutError({
		code: "git.bad-payload",
		message: `the plan's commit ${shortId(id)} does not come out as planned`,
		fix: "make a new plan; this one was changed after it was made",
	});
}
