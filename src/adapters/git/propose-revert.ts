import type { Proposal } from "../../core/adapter.ts";
import { contains } from "./client.ts";
import { type CommitFrame, revertMessage } from "./commits.ts";
import { type BranchNow, branchNow, type CommitDraft, chainCommits, commitFrame, type Desk, handPlace } from "./desk.ts";
import { developmentPart } from "./development.ts";
import { notChanged } from "./going-back.ts";
import { revertLines } from "./hand.ts";
import { type Commit, commit } from "./history.ts";
import { emptyTree, mergeTrees } from "./merge.ts";
import { rollbackBranch, shortId } from "./ref-name.ts";
import { resolveCommits } from "./revisions.ts";
import { commitNames, commitsStep, revertWarnings } from "./steps.ts";

/** A refusal or "nothing to do", in place of what was asked for. */
type Otherwise = Exclude<Proposal, { readonly kind: "steps" }>;

/** The commits that the reverts make, or why there are none. */
type Taken = { readonly kind: "taken"; readonly drafts: readonly CommitDraft[]; readonly reverted: readonly Commit[] } | Otherwise;

/**
 * Steps that take only the named commits back and leave what came after them: commit ids, tags, or ranges `A..B` (A itself stays).
 * A merge is taken back against the line it was merged into. Refused when a revert conflicts with later changes.
 */
export async function proposeRevert(desk: Desk, names: readonly string[]): Promise<Proposal> {
	const { branch, development } = desk.config;
	const now = await branchNow(desk, development === null ? [] : [development]);
	const reverted = await resolveCommits(desk.git, now, names);
	if (reverted.length === 0)
		return refusal("no-commits", `no commit is named by ${names.join(", ") || "an empty list"}`, "name at least one commit to take back");
	for (const wanted of reverted) {
		if (!(await contains(desk.git, now.head.id, wanted.id))) {
			return refusal(
				"not-on-branch",
				`${shortId(wanted.id)} is not in the history of ${branch}`,
				`choose commits that \`git log ${branch}\` shows`,
			);
		}
	}
	const reason = `Backout takes ${reverted.length === 1 ? "it" : "them"} back for ${desk.context.service} in ${desk.context.environment}.`;
	const frame = await commitFrame(desk, { head: now.head.id, aim: reverted.map(({ id }) => id).join(" "), reason });
	const taken = await takeBack(desk, now, frame, reverted);
	return taken.kind === "taken" ? await proposalOf(desk, now, frame, taken) : taken;
}

async function takeBack(desk: Desk, now: BranchNow, frame: CommitFrame, reverted: readonly Commit[]): Promise<Taken> {
	const drafts: CommitDraft[] = [];
	const really: Commit[] = [];
	let tree = now.head.tree;
	for (const bad of reverted) {
		const merge = { base: bad.tree, ours: tree, theirs: await treeBefore(desk, bad) };
		const merged = await mergeTrees(desk.git, merge);
		if (merged.kind === "too-old")
			return refusal("git-too-old", "taking single commits back needs git 2.38 or newer", "update git, or return to a whole release");
		if (merged.kind === "conflict") return conflict(bad, merged.files);
		if (merged.tree === tree) continue;
		tree = merged.tree;
		drafts.push({ tree, message: revertMessage(frame, bad), merge });
		really.push(bad);
	}
	if (drafts.length === 0)
		return { kind: "nothing", reason: `${desk.config.branch} does not have the change of ${commitNames(reverted)} any more` };
	return { kind: "taken", drafts, reverted: really };
}

async function treeBefore(desk: Desk, bad: Commit): Promise<string> {
	const [parent] = bad.parents;
	return parent === undefined ? await emptyTree(desk.git) : (await commit(desk.git, parent)).tree;
}

async function proposalOf(
	desk: Desk,
	now: BranchNow,
	frame: CommitFrame,
	taken: Extract<Taken, { readonly kind: "taken" }>,
): Promise<Proposal> {
	const { branch, strategy } = desk.config;
	const { reverted, drafts } = taken;
	const isOwnBranch = strategy === "rollback-branch";
	const pushed = isOwnBranch ? `${rollbackBranch(`without-${shortId(reverted[0]?.id ?? "")}`)}-${frame.key.slice(0, 6)}` : branch;
	const commits = await chainCommits(desk.git, frame, now.head.id, drafts);
	const place = handPlace(desk, frame, { branch, head: now.head.id });
	const step = commitsStep({
		name: isOwnBranch ? "rollback-branch" : "revert",
		title: `Take ${commitNames(reverted)} back on ${pushed}${isOwnBranch ? `; a person merges its pull request into ${branch}` : ""}`,
		branch: pushed,
		expected: isOwnBranch ? null : now.head.id,
		landsWhen: isOwnBranch ? "content" : "contains",
		followKey: null,
		commits,
		place,
		lines: revertLines(place, reverted),
	});
	const change = { head: now.head, tree: drafts.at(-1)?.tree ?? now.head.tree, content: null, reverted, frame, refs: now.refs };
	const development = isOwnBranch ? { steps: [], warnings: [] } : await developmentPart(desk, change);
	return {
		kind: "steps",
		steps: [...(step === null ? [] : [step]), ...development.steps],
		warnings: [...revertWarnings({ reverted, made: commits, frame, stays: null }), ...development.warnings],
		notChanged: notChanged(desk),
	};
}

function conflict(bad: Commit, files: readonly string[]): Otherwise {
	return refusal(
		"revert-conflicts",
		`later commits changed what ${commitNames([bad])} changed: ${files.slice(0, 5).join(", ")}`,
		"return to the release before it instead (that never conflicts), name the later commits too, or revert by hand",
	);
}

function refusal(rule: string, reason: string, fix: string): Otherwise {
	return { kind: "refused", rule, reason, fix };
}
