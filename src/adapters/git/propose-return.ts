import type { Proposal } from "../../core/adapter.ts";
import type { TargetRelease } from "../../core/release.ts";
import { contains, hasCommit, hasTree } from "./client.ts";
import { type CommitFrame, rangeMessage, revertMessage } from "./commits.ts";
import { type BranchNow, branchNow, type CommitDraft, chainCommits, commitFrame, type Desk, handPlace } from "./desk.ts";
import { developmentPart } from "./development.ts";
import { notChanged, type Return, wholeDraft, wholeSubject } from "./going-back.ts";
import { contentLines, revertLines } from "./hand.ts";
import { type Commit, commit, firstParents } from "./history.ts";
import { isKept } from "./kept.ts";
import { proposeRollbackBranch } from "./propose-branch.ts";
import { isCommitId, shortId } from "./ref-name.ts";
import { labelOf } from "./releases.ts";
import { type Revert, revertsTo } from "./reverts.ts";
import { advanceStep, commitNames, commitsStep, resetStep, revertWarnings } from "./steps.ts";

/** More commits than this are taken back by one commit that names them: nobody reviews a hundred reverts. */
const MOST_SEPARATE = 20;
/** Most commits that lie between a branch and the release it returns to. */
const LONGEST_LINE = 20_000;

/** Steps that bring the release's content back on the branch. Writes nothing but unreferenced objects in the clone. */
export async function proposeReturn(desk: Desk, release: TargetRelease, isForced: boolean): Promise<Proposal> {
	const { branch, development } = desk.config;
	const now = await branchNow(desk, development === null ? [] : [development]);
	if (!isCommitId(release.id) || !(await hasCommit(desk.git, release.id))) return gone(desk, release.id);
	const to = await commit(desk.git, release.id);
	if (!(await hasTree(desk.git, to.tree))) return contentMissing(desk, release.id);
	const label = labelOf(to.id, { tags: now.refs.tags, tagPattern: desk.config.tagPattern }) ?? shortId(to.id);
	if (to.tree === now.head.tree && !isForced) return { kind: "nothing", reason: `${branch} has the content of ${label} already` };
	if (to.tree === now.head.tree) return await redeploy(desk, now, label);
	if (await contains(desk.git, now.head.id, to.id)) return await goBack(desk, now, to, label);
	if ((await contains(desk.git, to.id, now.head.id)) && (await isKept(desk.git, to.id))) return advance(desk, now, to, label);
	return gone(desk, label);
}

async function goBack(desk: Desk, now: BranchNow, to: Commit, label: string): Promise<Proposal> {
	const { service, environment } = desk.context;
	const reason = `Backout returns ${service} in ${environment} to ${label}.`;
	const frame = await commitFrame(desk, { head: now.head.id, aim: to.id, reason });
	const line = await firstParents(desk.git, `${to.id}..${now.head.id}`, LONGEST_LINE);
	const back: Return = { desk, now, to, label, line, frame };
	if (desk.config.strategy === "reset") return proposeReset(back);
	if (desk.config.strategy === "rollback-branch") return await proposeRollbackBranch(back);
	return await proposeReverts(back);
}

/**
 * One revert per commit or merge of the line keeps blame and review readable: each says what it takes back. Only a release that is not
 * on the branch's own line, or very many commits, are taken back by a single commit.
 */
async function proposeReverts(back: Return): Promise<Proposal> {
	const { desk, now, to, frame } = back;
	const isOnLine = back.line.at(-1)?.parents[0] === to.id;
	const reverts = revertsTo(back.line, to);
	const isSeparate = isOnLine && reverts.length <= MOST_SEPARATE;
	const reverted = isSeparate ? reverts.map((revert) => revert.commit) : back.line;
	const drafts = isSeparate ? reverts.map((revert) => draftOf(frame, revert)) : [wholeDraft(back)];
	const commits = await chainCommits(desk.git, frame, now.head.id, drafts);
	const { branch } = desk.config;
	const place = handPlace(desk, frame, { branch, head: now.head.id });
	const step = commitsStep({
		name: "revert",
		title: `Take ${commitNames(reverted)} back on ${branch}: its content is that of ${back.label} again`,
		branch,
		expected: now.head.id,
		landsWhen: "contains",
		followKey: null,
		commits,
		place,
		lines: isSeparate ? revertLines(place, reverted) : contentLines(place, to.id, wholeSubject(back)),
	});
	const development = await developmentPart(desk, { head: now.head, tree: to.tree, content: to.id, reverted, frame, refs: now.refs });
	return {
		kind: "steps",
		steps: [...(step === null ? [] : [step]), ...development.steps],
		warnings: [...revertWarnings({ reverted, made: commits, frame, stays: back.label }), ...development.warnings],
		notChanged: notChanged(desk),
	};
}

function draftOf(frame: CommitFrame, revert: Revert): CommitDraft {
	return { tree: revert.tree, message: revertMessage(frame, revert.commit), merge: null };
}

function proposeReset({ desk, now, to, label, line }: Return): Proposal {
	const { branch } = desk.config;
	const step = resetStep({ repository: desk.git.repository, branch, head: now.head, to, label, lost: line });
	const kept = desk.git.repository.workTree ?? desk.git.repository.gitDirectory;
	return {
		kind: "steps",
		steps: [step],
		warnings: [
			`these leave ${branch}: ${commitNames(line)}; refs/backout/kept/${shortId(now.head.id)} in ${kept} keeps them`,
			`clones that have them can push them back: everybody must reset their ${branch}`,
		],
		notChanged: notChanged(desk),
	};
}

function advance(desk: Desk, now: BranchNow, to: Commit, label: string): Proposal {
	const step = advanceStep({ repository: desk.git.repository, branch: desk.config.branch, head: now.head, to, label });
	return { kind: "steps", steps: [step], warnings: [], notChanged: notChanged(desk) };
}

/** The content is right and is to be deployed once more: an empty commit starts what a push starts. */
async function redeploy(desk: Desk, now: BranchNow, label: string): Promise<Proposal> {
	const { branch } = desk.config;
	const subject = `Deploy ${label} again`;
	const reason = `Backout asks for a clean deploy of ${desk.context.service} in ${desk.context.environment}.`;
	const frame = await commitFrame(desk, { head: now.head.id, aim: "redeploy", reason });
	const draft = { tree: now.head.tree, message: rangeMessage(frame, subject, []), merge: null };
	const place = handPlace(desk, frame, { branch, head: now.head.id });
	const step = commitsStep({
		name: "redeploy",
		title: `${subject}: an empty commit on ${branch}`,
		branch,
		expected: now.head.id,
		landsWhen: "contains",
		followKey: null,
		commits: await chainCommits(desk.git, frame, now.head.id, [draft]),
		place,
		lines: contentLines(place, now.head.id, subject),
	});
	return { kind: "steps", steps: step === null ? [] : [step], warnings: [], notChanged: notChanged(desk) };
}

function gone(desk: Desk, what: string): Proposal {
	return {
		kind: "refused",
		rule: "release-gone",
		reason: `${what} is not in the history of ${desk.config.branch} on ${desk.git.repository.remoteText}`,
		fix: "choose a release that `backout history` shows; if the clone is shallow: git fetch --unshallow",
	};
}

function contentMissing(desk: Desk, what: string): Proposal {
	return {
		kind: "refused",
		rule: "content-missing",
		reason: `the content of ${shortId(what)} is not in ${desk.git.repository.gitDirectory}, which is partial or damaged`,
		fix: "git fetch --refetch, or a new clone, or `repository: null` for one of Backout's own",
	};
}
