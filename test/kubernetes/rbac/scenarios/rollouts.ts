import { replicaSet, rollout } from "../../../../src/adapters/kubernetes/rollouts/objects.fixture.ts";
import { objectOf } from "../../../../src/adapters/kubernetes/workload/pod-template.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import type { Step } from "../../../../src/core/step.ts";
import type { World } from "../../world.ts";
import { returnTo, type Scenario, type Stage } from "../scenario.ts";

const NAME = "checkout";

/** Aborting, undoing and promoting a canary under way; the Rollout's controller is played. */
export const canaryRollout: Scenario = {
	title: "an Argo Rollout under way",
	form: "rollout",
	own: "rollouts",
	under: ["read", "rollouts"],
	spares: ["patch deployments.apps"],
	prepare: async (world) => await stagedRollout(world, rollout("v3", "v2")),
};

/** The same where the template is a Deployment's. */
export const referringRollout: Scenario = {
	...canaryRollout,
	title: "an Argo Rollout that takes its template from a Deployment",
	spares: ["patch rollouts.argoproj.io"],
	async prepare(world) {
		const whole = rollout("v3", "v2");
		const { template: _template, selector: _selector, ...spec } = objectOf(whole["spec"]);
		const workloadRef = { apiVersion: "apps/v1", kind: "Deployment", name: NAME };
		const deployment = world.manifest({ kind: "Deployment", name: NAME, replicas: 0 }, { tag: "v3" });
		return await stagedRollout(world, { ...whole, spec: { ...spec, workloadRef } }, deployment);
	},
};

async function stagedRollout(world: World, object: JsonObject, ...others: readonly JsonObject[]): Promise<Stage> {
	await world.install("argo-rollouts");
	const { status, ...bare } = object;
	const name = NAME;
	const live = async () => await world.live("rollouts.argoproj.io", name);
	const play = async (change: JsonObject) => {
		const { generation } = objectOf((await live())["metadata"]);
		const patch = JSON.stringify({
			status: { ...objectOf(status), abort: null, promoteFull: null, observedGeneration: String(generation), ...change },
		});
		await world.kubectl("patch", "rollouts.argoproj.io", name, "--subresource=status", "--type", "merge", "-p", patch);
	};
	const reset = async () => {
		await world.apply({ ...bare, metadata: { name } }, ...others);
		await play({});
	};
	await world.apply({ ...bare, metadata: { name } }, ...others);
	const uid = String(objectOf((await live())["metadata"])["uid"]);
	await world.apply(...[1, 2, 3].map((number) => owned(replicaSet(number, `v${number}`, uid), world)));
	await play({});
	const containers = [{ name, image: world.image(name, "v3") }];
	await world.apply({ apiVersion: "v1", kind: "Pod", metadata: { name: "checkout-v3-1", labels: { app: name } }, spec: { containers } });
	return {
		config: { rollout: name },
		hasWayBack: false,
		goal: async (target) => await returnTo(target, "v1"),
		play: async ({ id }: Step) => {
			if (id.endsWith("-undo")) await play({ currentPodHash: "v1", phase: "Paused" });
			if (id.endsWith("-promote")) await play({ currentPodHash: "v1", stableRS: "v1", phase: "Healthy" });
		},
		live: async () => JSON.stringify([(await live())["spec"], others.length === 0 ? null : (await world.live("Deployment", name))["spec"]]),
		reset,
	};
}

/** As a person would apply it. */
function owned(object: JsonObject, { namespace }: World): JsonObject {
	const { uid: _uid, resourceVersion: _version, creationTimestamp: _at, ...metadata } = objectOf(object["metadata"]);
	return { ...object, metadata: { ...metadata, namespace } };
}
