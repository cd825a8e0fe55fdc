import { newestRunning } from "../core/lineage.ts";
import type { Release } from "../core/release.ts";
import type { Run } from "../core/run.ts";
import type { Lineage } from "./lineage.ts";

/** The release that an assessment is about. */
export interface Subject {
	/** The newest release that runs anywhere; null when nobody knows. */
	readonly running: Release | null;
	/** When it took traffic, in milliseconds since the epoch; null when nobody knows, or when it is said to come from the future. */
	readonly deployedMs: number | null;
	/** The run that brought it back, when no later deploy or run changed it. */
	readonly returnedBy: string | null;
}

export function subjectOf({ current, releases }: Lineage, runs: readonly Run[], now: number): Subject {
	const running = newestRunning(current, releases);
	if (running === null) return { running, deployedMs: null, returnedBy: null };
	return { running, deployedMs: deployedMsOf(running, now), returnedBy: returnedBy(running, runs) };
}

function returnedBy(running: Release, runs: readonly Run[]): string | null {
	const newest = runs.find((run) => run.status === "succeeded" || run.status === "unhealthy");
	const isIt =
		newest !== undefined && newest.to?.id === running.id && (running.deployedAt ?? "") <= (newest.finishedAt ?? newest.createdAt);
	return isIt ? newest.id : null;
}

function deployedMsOf({ deployedAt }: Release, now: number): number | null {
	const at = deployedAt === null ? Number.NaN : Date.parse(deployedAt);
	return Number.isNaN(at) || at > now ? null : at;
}
