import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startControlPlane } from "../../test/kubernetes/control-plane/start.ts";
import { type Kubectl, kubectlFor, writeKubeconfig } from "../../test/kubernetes/kubectl.ts";

/** A namespace of its own in a cluster, for one measurement. */
export interface BenchCluster {
	/** `a control plane of its own, with played nodes`, or that the cluster was given. */
	readonly kind: string;
	readonly namespace: string;
	/** The administrator's kubeconfig file; its current context looks into the namespace. */
	readonly kubeconfig: string;
	readonly kubectl: Kubectl;
	/** Null for a cluster that was given. */
	readonly auditLog: string | null;
	stop(): Promise<void>;
}

/** Opens a namespace in the cluster of BACKOUT_TEST_KUBECONFIG, or in a new control plane that ends with the measurement. */
export async function openCluster(): Promise<BenchCluster> {
	const given = process.env["BACKOUT_TEST_KUBECONFIG"] ?? "";
	const plane = given === "" ? await startControlPlane() : null;
	const namespace = `backout-bench-${randomBytes(4).toString("hex")}`;
	const directory = await mkdtemp(join(tmpdir(), "backout-bench-kubernetes-"));
	const kubeconfig = join(directory, "admin.json");
	await writeKubeconfig(plane?.kubeconfig ?? given, namespace, kubeconfig);
	const kubectl = kubectlFor(kubeconfig);
	await kubectl(["create", "namespace", namespace]);
	await kubectl(["wait", "serviceaccount/default", "--for=create", "--timeout=60s"]);
	return {
		kind: plane === null ? "a cluster that was given" : "a control plane of its own on the same cores, nodes played by KWOK",
		namespace,
		kubeconfig,
		kubectl,
		auditLog: plane?.auditLog ?? null,
		async stop() {
			await kubectl(["delete", "namespace", namespace, "--wait=false"]);
			await plane?.stop();
			await rm(directory, { recursive: true, force: true });
		},
	};
}
