import { inject } from "vitest";

export { type Kubectl, kubectlFor, writeKubeconfig } from "./kubectl.ts";

/** The cluster that a whole test run talks to. */
export interface Cluster {
	/** The administrator's kubeconfig file. */
	readonly kubeconfig: string;
	/** One JSON event a line; null for a cluster that was given to us. */
	readonly auditLog: string | null;
	/** KWOK plays the kubelets, so that pods behave as their annotations say. */
	readonly isPlayed: boolean;
}

declare module "vitest" {
	interface ProvidedContext {
		cluster: Cluster;
	}
}

/** The cluster of this test run. */
export function cluster(): Cluster {
	return inject("cluster");
}
