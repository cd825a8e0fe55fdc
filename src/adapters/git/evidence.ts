import type { Evidence } from "../../core/adapter.ts";
import type { BranchNow, Desk } from "./desk.ts";
import { type Commit, changedAreas, firstParents, merges } from "./history.ts";

/** As many as the runbooks look at: the last 10 commits, 5 merges, 5 tags. */
const COMMITS = 10;
const MERGES = 5;
const TAGS = 5;

/** What the branch held before anything was written: its head, last commits, merges and tags, and what the last ones changed. */
export async function keepEvidence(desk: Desk, now: BranchNow, sinceMs: number): Promise<readonly Evidence[]> {
	const { git, config, context } = desk;
	const recent = await firstParents(git, now.head.id, 200);
	const since = context.clock.now() - sinceMs;
	const fresh = recent.filter((commit, at) => at < COMMITS || Date.parse(commit.committedAt) >= since);
	const oldest = fresh.at(-1);
	const state = {
		branch: config.branch,
		head: now.head.id,
		commits: fresh,
		merges: await merges(git, now.head.id, MERGES),
		tags: newestTags(recent, now).slice(0, TAGS),
		changedAreas: oldest === undefined ? [] : await changedAreas(git, oldest.tree, now.head.tree),
	};
	return [{ name: "git-branch.json", content: `${JSON.stringify(state, null, "\t")}\n` }];
}

/** Tags on the branch's own line, the newest commit's first. */
function newestTags(recent: readonly Commit[], now: BranchNow): readonly { readonly name: string; readonly commit: string }[] {
	return recent.flatMap((commit) => now.refs.tags.filter((tag) => tag.commit === commit.id));
}
