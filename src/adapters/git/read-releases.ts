import type { TargetRelease } from "../../core/release.ts";
import { branchNow, type Desk } from "./desk.ts";
import { type Commit, firstParents } from "./history.ts";
import { releasesOf } from "./releases.ts";

/** How far back a commit is recognised as an earlier release come back. Fixed, so that ids do not depend on how many releases were asked for. */
const LOOK_BACK = 500;

/** The newest releases of the branch as the remote has it now. */
export async function readReleases(desk: Desk, limit: number): Promise<readonly TargetRelease[]> {
	const { head, refs } = await branchNow(desk);
	const commits = await firstParents(desk.git, head.id, Math.max(LOOK_BACK, limit * 2));
	const missingTrees = await findMissingTrees(desk, commits);
	return releasesOf({ commits, tags: refs.tags, tagPattern: desk.config.tagPattern, missingTrees }).slice(0, limit);
}

async function findMissingTrees(desk: Desk, commits: readonly Commit[]): Promise<ReadonlySet<string>> {
	const input = commits.map((commit) => `${commit.tree}\n`).join("");
	const listing = await desk.git.ask("look for missing content", ["cat-file", "--batch-check"], { input });
	const missing = listing.split("\n").filter((line) => line.endsWith(" missing"));
	return new Set(missing.map((line) => line.slice(0, -" missing".length)));
}
