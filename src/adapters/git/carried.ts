import type { Git } from "./client.ts";
import { firstParents } from "./history.ts";
import type { PushPayload } from "./payload.ts";

/** Most commits that others push between a plan and its last step. */
const NEWER_COMMITS = 5_000;

/** Whether a commit that came after the planned place carries the step's key in its trailer: then the step is done, whoever did it. */
export async function carriesKey(git: Git, payload: PushPayload, head: string): Promise<boolean> {
	if (payload.follow === null || payload.expected === null) return false;
	const { key } = payload.follow;
	const newer = await firstParents(git, `${payload.expected}..${head}`, NEWER_COMMITS);
	return newer.some((candidate) => candidate.step?.split(",").includes(key));
}
