import { DAEMON_SET } from "./daemon-set.ts";
import { DEPLOYMENT } from "./deployment.ts";
import type { WorkloadKind } from "./kind.ts";
import { STATEFUL_SET } from "./stateful-set.ts";

/** The kinds of workloads by their key in the config. */
export const WORKLOAD_KINDS = { deployment: DEPLOYMENT, statefulSet: STATEFUL_SET, daemonSet: DAEMON_SET } as const satisfies Readonly<
	Record<string, WorkloadKind>
>;

export type WorkloadKey = keyof typeof WORKLOAD_KINDS;
