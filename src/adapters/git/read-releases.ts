import type { TargetRelease } from "../../core/release.ts";
import { branchNow, type Desk } from "./desk.ts";
import { firstParents } from "./history.ts";
import { releasesOf } from "./releases.ts";

/** How far back a commit is recognised as an earlier release come back. Fixed, so that ids do not depend on how many releases were asked for. */
const LOOK_BACK = 500;
const MISSING = "its content is not in the clone, which is partial or damaged: git fetch --refetch, or a new clone, helps";

/** The newest releases of the branch as the remote has it now; one whose content the clone lacks says so in `unavailable`. */
export async function readReleases(desk: Desk, limit: number): Promise<readonly TargetRelease[]> {
	const { head, refs } = await branchNow(desk);
	const commits = await firstParents(desk.git, head.id, Math.max(LOOK_BACK, limit * 2));
	const releases = releasesOf({ commits, tags: refs.tags, tagPattern: desk.config.tagPattern }).slice(0, limit);
	const missing = await missingContent(desk, releases);
	return releases.map((release) => (missing.has(release.id) ? { ...release, unavailable: MISSING } : release));
}

/** The ids whose content is missing; asked only for what is shown, because a partial clone would fetch each from the remote. */
async function missingContent(desk: Desk, releases: readonly TargetRelease[]): Promise<ReadonlySet<string>> {
	const input = releases.map((release) => `${release.id}^{tree}\n`).join("");
	const listing = await desk.git.ask("look for missing content", ["cat-file", "--batch-check"], { input });
	const states = listing.split("\n");
	return new Set(releases.filter((_, at) => states[at]?.endsWith(" missing")).map((release) => release.id));
}
