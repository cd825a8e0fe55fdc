import { newestRunning } from "../core/lineage.ts";
import type { Release } from "../core/release.ts";
import type { Lineage } from "./lineage.ts";

/** The release that an assessment is about. */
export interface Subject {
	/** The newest release that runs anywhere; null when nobody knows. */
	readonly running: Release | null;
	/** When it took traffic last, in milliseconds since the epoch; null when nobody knows, or when it is said to come from the future. */
	readonly deployedMs: number | null;
	/** The run that brought it back, when no later deploy or run changed it. */
	readonly returnedBy: string | null;
}

export function subjectOf({ current, releases, returnedBy }: Lineage, now: number): Subject {
	const running = newestRunning(current, releases);
	return { running, deployedMs: running === null ? null : deployedMsOf(running, now), returnedBy };
}

function deployedMsOf({ deployedAt }: Release, now: number): number | null {
	const at = deployedAt === null ? Number.NaN : Date.parse(deployedAt);
	return Number.isNaN(at) || at > now ? null : at;
}
