import type { TestProject } from "vitest/node";
import { type Cluster, kubectlFor } from "./cluster.ts";
import { startControlPlane } from "./control-plane/start.ts";

/** Hands the tests the cluster of BACKOUT_TEST_KUBECONFIG, or a new control plane that ends with them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const given = process.env["BACKOUT_TEST_KUBECONFIG"];
	if (given !== undefined && given !== "") {
		project.provide("cluster", await givenCluster(given));
		return async () => undefined;
	}
	const plane = await startControlPlane();
	project.provide("cluster", { kubeconfig: plane.kubeconfig, auditLog: plane.auditLog, isPlayed: true });
	return () => plane.stop();
}

async function givenCluster(kubeconfig: string): Promise<Cluster> {
	const versions = await kubectlFor(kubeconfig)(["get", "nodes", "-o", "jsonpath={.items[*].status.nodeInfo.kubeletVersion}"]);
	return { kubeconfig, auditLog: null, isPlayed: versions.startsWith("kwok") };
}
