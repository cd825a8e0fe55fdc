import type { Proposal } from "../../core/adapter.ts";
import { fetchBranch, remoteRefs } from "./client.ts";
import { chainCommits, type Desk, handPlace } from "./desk.ts";
import { notChanged, type Return, wholeDraft, wholeSubject } from "./going-back.ts";
import { contentLines } from "./hand.ts";
import { commit } from "./history.ts";
import { rollbackBranch, shortId } from "./ref-name.ts";
import { commitNames, commitsStep } from "./steps.ts";

/**
 * A branch whose one commit, on top of the deploy branch, brings the old content back. A branch merely set to the old tag would give an
 * empty pull request: the deploy branch contains that tag already.
 */
export async function proposeRollbackBranch(back: Return): Promise<Proposal> {
	const { desk, now, frame } = back;
	const { branch } = desk.config;
	const place = await freePlace(desk, back);
	if (place === null)
		return { kind: "nothing", reason: `${rollbackBranch(back.label)} is on the remote already: merge its pull request into ${branch}` };
	const hand = handPlace(desk, frame, { branch, head: now.head.id });
	const step = commitsStep({
		name: "rollback-branch",
		title: `Push ${place} with the content of ${back.label}; a person merges its pull request into ${branch}`,
		branch: place,
		expected: null,
		landsWhen: "content",
		followKey: null,
		commits: await chainCommits(desk.git, frame, now.head.id, [wholeDraft(back)]),
		place: hand,
		lines: contentLines(hand, back.to.id, wholeSubject(back)),
	});
	return {
		kind: "steps",
		steps: step === null ? [] : [step],
		warnings: [
			`${branch} stays bad until a person merges the pull request of ${place}`,
			`its merge takes back, newest first: ${commitNames(back.line)}; ${back.label} itself stays`,
		],
		notChanged: notChanged(desk),
	};
}

/** A branch name that is free on the remote; null when the branch is there already with this very content on this very head. */
async function freePlace(desk: Desk, back: Return): Promise<string | null> {
	const first = rollbackBranch(back.label);
	const second = `${first}-from-${shortId(back.now.head.id)}`;
	const { heads } = await remoteRefs(desk.git, [first, second], false);
	for (const name of [first, second]) {
		const id = heads.get(name);
		if (id === undefined) return name;
		if (await isReady(desk, back, name, id)) return null;
	}
	return `${second}-${back.frame.key.slice(0, 6)}`;
}

async function isReady(desk: Desk, back: Return, name: string, id: string): Promise<boolean> {
	await fetchBranch(desk.git, name, id);
	const there = await commit(desk.git, id);
	return there.tree === back.to.tree && there.parents.includes(back.now.head.id);
}
