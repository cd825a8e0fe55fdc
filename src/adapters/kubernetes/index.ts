import type { Adapter } from "../../core/adapter.ts";
import { type KubernetesConfig, kubernetesEndpoints, kubernetesSchema, workloadPlace } from "./config.ts";

/** Kubernetes workloads: Deployments, StatefulSets and DaemonSets. */
export const kubernetesAdapter: Adapter<KubernetesConfig> = {
	kind: "kubernetes",
	schema: kubernetesSchema,
	endpoints: kubernetesEndpoints,
	async connect(config, context) {
		const [{ connectKubernetes }, { WorkloadTarget }] = await Promise.all([
			import("./kubeconfig/connect.ts"),
			import("./workload/target.ts"),
		]);
		const { context: name = null, kubeconfig = null, namespace = null } = config;
		const api = await connectKubernetes({ context: name, kubeconfig, namespace }, context);
		return new WorkloadTarget(workloadPlace(config), api, context);
	},
};
