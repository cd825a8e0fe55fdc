import type { Proposal } from "../../../core/adapter.ts";
import type { ClusterName } from "../api/port.ts";

/** Why a workload cannot be rolled back as it is: a paused Deployment. */
export interface WorkloadObstacle {
	readonly rule: string;
	readonly reason: string;
	/** What helps, with commands that reach this cluster. */
	readonly fix: (cluster: ClusterName) => string;
}

/** The proposal that says so. */
export function refusedFor({ rule, reason, fix }: WorkloadObstacle, cluster: ClusterName): Proposal {
	return { kind: "refused", rule, reason, fix: fix(cluster) };
}
