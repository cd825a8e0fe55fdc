import type { Adapter } from "../../core/adapter.ts";
import { isTraffic, type KubernetesConfig, kubernetesEndpoints, kubernetesSchema, workloadPlace } from "./config.ts";

/** Kubernetes: Deployments, StatefulSets, DaemonSets, Argo Rollouts and Helm releases, and the Services and routes that move traffic between them. */
export const kubernetesAdapter: Adapter<KubernetesConfig> = {
	kind: "kubernetes",
	schema: kubernetesSchema,
	endpoints: kubernetesEndpoints,
	async connect(config, context) {
		const { connectKubernetes } = await import("./kubeconfig/connect.ts");
		const { context: name = null, kubeconfig = null, namespace = null } = config;
		const api = await connectKubernetes({ context: name, kubeconfig, namespace }, context);
		if (isTraffic(config)) return (await import("./traffic/target.ts")).trafficTarget(config, api, context);
		if ("helm" in config) return new (await import("./helm/target.ts")).HelmTarget(config.helm, config.gitops, api, context);
		if ("rollout" in config) {
			const { RolloutTarget } = await import("./rollouts/target.ts");
			return new RolloutTarget({ name: config.rollout, container: config.container ?? null }, config.gitops, api, context);
		}
		const { WorkloadTarget } = await import("./workload/target.ts");
		return new WorkloadTarget(workloadPlace(config), config.gitops, api, context);
	},
};
