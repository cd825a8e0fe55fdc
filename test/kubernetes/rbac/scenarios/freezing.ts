import type { Goal } from "../../../../src/core/adapter.ts";
import type { WorkloadKind } from "../../workload.ts";
import { define } from "../definition.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "checkout";
const FORMS = { Deployment: "deployment", StatefulSet: "statefulSet" } as const;

/** Stopping a workload, and bringing it back to what it was. */
export function freezing(kind: Extract<WorkloadKind, "Deployment" | "StatefulSet">): Scenario {
	return {
		title: `a ${kind} that is stopped and brought back`,
		form: FORMS[kind],
		own: "workloads",
		// That no pod is left shows only in the pods themselves.
		stoppedBy: ["list pods"],
		under: ["read", "workloads"],
		spares: ["get configmaps", "get secrets", "delete pods", "get controllerrevisions.apps", "get replicasets.apps"],
		prepare: async (world) => {
			for (const project of ["argo-rollouts", "flagger"] as const) await world.install(project);
			await define(world, "ScaledObject", "scaledobjects", "keda.sh", "v1alpha1");
			await world.release({ kind, name: NAME, replicas: 1 }, { tag: "v1", readyAfterMs: 500 });
			const replicas = async () => await world.kubectl("get", kind, NAME, "-o", "jsonpath={.spec.replicas}");
			return {
				config: { [FORMS[kind]]: NAME },
				hasWayBack: true,
				goal: async (_target, undoing): Promise<Goal> =>
					(await replicas()) === "0" ? { kind: "resume-writes", undoing } : { kind: "stop-writes" },
				live: replicas,
				async reset() {
					if ((await replicas()) === "1") return;
					await world.kubectl("scale", `${kind}/${NAME}`, "--replicas=1");
					await world.kubectl("rollout", "status", `${kind}/${NAME}`, "--timeout=100s");
				},
			};
		},
	};
}
