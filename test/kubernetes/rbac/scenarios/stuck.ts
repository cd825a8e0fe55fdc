import { define } from "../definition.ts";
import { returnTo, type Scenario } from "../scenario.ts";

const NAME = "checkout";

/** Returning a StatefulSet whose bad release never becomes ready, so that its pod must be deleted. */
export const stuckStatefulSet: Scenario = {
	title: "a StatefulSet that is stuck on a pod of the bad release",
	form: "statefulSet",
	own: "workloads",
	// Which pod is in the way, its end, and whether another one is.
	stoppedBy: ["list pods", "delete pods", "watch pods", "watch statefulsets.apps"],
	under: ["read", "workloads"],
	spares: ["get configmaps", "get secrets"],
	prepare: async (world) => {
		for (const project of ["argo-rollouts", "flagger"] as const) await world.install(project);
		await define(world, "ScaledObject", "scaledobjects", "keda.sh", "v1alpha1");
		const workload = { kind: "StatefulSet", name: NAME, replicas: 2 } as const;
		const stick = async () => await world.release(workload, { tag: "v2", behaviour: "crash" });
		await world.release(workload, { tag: "v1", readyAfterMs: 300 });
		await stick();
		const live = async () => await world.kubectl("get", "statefulset", NAME, "-o", "jsonpath={.spec.template.spec.containers[0].image}");
		const tag = (name: string) => world.image(NAME, name).replace(/^.*:/, "");
		return {
			config: { statefulSet: NAME },
			hasWayBack: false,
			goal: async (target) => await returnTo(target, tag("v1")),
			live,
			async reset() {
				if (!(await live()).endsWith(`:${tag("v2")}`)) await stick();
			},
		};
	},
};
