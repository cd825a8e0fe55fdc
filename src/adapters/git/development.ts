import type { StepDraft } from "../../core/step.ts";
import { fetchBranch, type RemoteRefs } from "./client.ts";
import { type CommitFrame, rangeMessage } from "./commits.ts";
import { chainCommits, type Desk, handPlace } from "./desk.ts";
import { changeLines, revertLines } from "./hand.ts";
import { type Commit, commit } from "./history.ts";
import { mergeTrees } from "./merge.ts";
import { commitsStep } from "./steps.ts";

/** What was decided for the deploy branch. */
export interface BranchChange {
	readonly head: Commit;
	/** The content it gets. */
	readonly tree: string;
	/** The commit that has this content; null when single commits are taken back and none has it yet. */
	readonly content: string | null;
	readonly reverted: readonly Commit[];
	readonly frame: CommitFrame;
	readonly refs: RemoteRefs;
}

/** A step for the development branch, or a warning why there is none. */
export interface DevelopmentPart {
	readonly steps: readonly StepDraft[];
	readonly warnings: readonly string[];
}

const NONE: DevelopmentPart = { steps: [], warnings: [] };

/** The same change for the development branch, so that its next merge does not bring the bug back. */
export async function developmentPart(desk: Desk, change: BranchChange): Promise<DevelopmentPart> {
	const { branch, development } = desk.config;
	if (development === null || development === branch) return { ...NONE, warnings: [unsetWarning(branch)] };
	const tip = change.refs.heads.get(development);
	if (tip === undefined) return { ...NONE, warnings: [`the remote has no branch ${development}: it does not get the revert`] };
	await fetchBranch(desk.git, development, tip);
	const head = await commit(desk.git, tip);
	const trees = { base: change.head.tree, ours: head.tree, theirs: change.tree };
	const merged = await mergeTrees(desk.git, trees);
	if (merged.kind === "conflict") return { ...NONE, warnings: [conflictWarning(development, branch, merged.files)] };
	if (merged.kind === "too-old") return { ...NONE, warnings: [tooOldWarning(development, branch)] };
	if (merged.tree === head.tree) return { ...NONE, warnings: [`${development} does not have the bad change, so it gets no revert`] };
	return await developmentStep(desk, change, { head, tree: merged.tree, trees, development });
}

async function developmentStep(
	desk: Desk,
	change: BranchChange,
	part: {
		readonly head: Commit;
		readonly tree: string;
		readonly trees: { base: string; ours: string; theirs: string };
		readonly development: string;
	},
): Promise<DevelopmentPart> {
	const { head, development } = part;
	const subject = `Take over the revert from ${desk.config.branch}`;
	const message = rangeMessage(change.frame, subject, change.reverted);
	const commits = await chainCommits(desk.git, change.frame, head.id, [{ tree: part.tree, message, merge: part.trees }]);
	const place = handPlace(desk, change.frame, { branch: development, head: head.id });
	const step = commitsStep({
		name: "revert-development",
		title: `${subject} to ${development}, so that its next merge does not bring the bug back`,
		branch: development,
		expected: head.id,
		landsWhen: "contains",
		followKey: change.frame.key,
		commits,
		place,
		lines:
			change.content === null
				? revertLines(place, change.reverted)
				: changeLines(place, { from: change.head.id, onto: head.id, to: change.content }, subject),
	});
	return { steps: step === null ? [] : [step], warnings: [] };
}

function unsetWarning(branch: string): string {
	return `a branch that is merged into ${branch} later may still hold the bad change: revert it there too, or name that branch in \`development\``;
}

function conflictWarning(development: string, branch: string, files: readonly string[]): string {
	return `${development} does not get the revert, it conflicts in ${files.slice(0, 5).join(", ")}: revert there by hand before the next merge into ${branch}`;
}

function tooOldWarning(development: string, branch: string): string {
	return `${development} does not get the revert: this needs git 2.38 or newer; revert there by hand before the next merge into ${branch}`;
}
