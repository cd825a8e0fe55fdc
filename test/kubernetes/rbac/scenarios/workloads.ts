import type { JsonObject } from "../../../../src/core/json.ts";
import type { ReleaseWish, WorkloadKind } from "../../workload.ts";
import type { World } from "../../world.ts";
import { define } from "../definition.ts";
import { returnTo, type Scenario, type Stage } from "../scenario.ts";

const NAME = "checkout";
const FORMS = { Deployment: "deployment", StatefulSet: "statefulSet", DaemonSet: "daemonSet" } as const;

/** Returning a workload whose pods name a ConfigMap and a Secret, and forward again. */
export function workload(kind: WorkloadKind): Scenario {
	return {
		title: `a ${kind}`,
		form: FORMS[kind],
		own: "workloads",
		under: ["read", "references", "workloads"],
		prepare: async (world) => {
			// So that there is something to see for who may look.
			for (const project of ["argo-rollouts", "flagger"] as const) await world.install(project);
			await define(world, "ScaledObject", "scaledobjects", "keda.sh", "v1alpha1");
			await world.apply(
				{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } },
				{ apiVersion: "v1", kind: "Secret", metadata: { name: "keys" } },
			);
			for (const tag of ["v1", "v2"]) await world.release({ kind, name: NAME, replicas: 1 }, { ...slow(tag), pod: { volumes } });
			return workloadStage(world, kind, { [FORMS[kind]]: NAME });
		},
	};
}

const volumes = [
	{ name: "settings", configMap: { name: "settings" } },
	{ name: "keys", secret: { secretName: "keys" } },
];

/** Slow enough that its roll-out is seen by watch. */
export function slow(tag: string): ReleaseWish {
	return { tag, readyAfterMs: 500 };
}

/** A workload whose second release is live. */
export function workloadStage(world: World, kind: WorkloadKind, config: JsonObject): Stage {
	const live = async () => await world.kubectl("get", kind, NAME, "-o", "jsonpath={.spec.template.spec.containers[0].image}");
	const tag = (name: string) => world.image(NAME, name).replace(/^.*:/, "");
	return {
		config,
		hasWayBack: true,
		goal: async (target, undoing) =>
			await returnTo(target, undoing.length > 0 || (await live()).endsWith(`:${tag("v1")}`) ? tag("v2") : tag("v1"), undoing),
		live,
		async reset() {
			if ((await live()).endsWith(`:${tag("v2")}`)) return;
			await world.kubectl("rollout", "undo", `${kind}/${NAME}`);
			await world.kubectl("rollout", "status", `${kind}/${NAME}`, "--timeout=100s");
		},
	};
}
