import { application, kustomization } from "../../../../src/adapters/kubernetes/steering/objects.fixture.ts";
import { objectOf } from "../../../../src/adapters/kubernetes/workload/pod-template.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import type { World } from "../../world.ts";
import { define } from "../definition.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { slow, workloadStage } from "./workloads.ts";

const NAME = "checkout";
const CONFIG = { deployment: NAME, gitops: "pause" };

/** Pausing an Application that an ApplicationSet made, and giving it back; neither of their controllers runs. */
export const argoCd: Scenario = {
	title: "a Deployment of Argo CD",
	form: "argoCd",
	own: "argo-cd",
	under: ["read", "workloads", "argo-cd", "argo-cd-pause"],
	prepare: async (world) => await ofArgoCd(world, "shop", `${world.namespace}_shop`),
};

/** An Application whose mark does not say where it is. */
export const argoCdAnywhere: Scenario = {
	...argoCd,
	title: "a Deployment of an Argo CD elsewhere",
	own: "argo-cd-anywhere",
	under: ["read", "workloads", "argo-cd", "argo-cd-anywhere", "argo-cd-pause"],
	prepare: async (world) => await ofArgoCd(world, world.namespace, world.namespace),
};

async function ofArgoCd(world: World, name: string, mark: string) {
	await world.install("argo-cd");
	await define(world, "ApplicationSet", "applicationsets", "argoproj.io", "v1alpha1");
	const ignoreApplicationDifferences = [{ jsonPointers: ["/spec/syncPolicy"] }];
	await world.apply({
		apiVersion: "argoproj.io/v1alpha1",
		kind: "ApplicationSet",
		metadata: { name: "all" },
		spec: { ignoreApplicationDifferences },
	});
	const uid = objectOf((await world.live("applicationsets.argoproj.io", "all"))["metadata"])["uid"] ?? "";
	const ownerReferences = [{ apiVersion: "argoproj.io/v1alpha1", kind: "ApplicationSet", name: "all", uid }];
	const object = here(application({ prune: true, selfHeal: true }), world, { name, ownerReferences });
	const resources = [{ group: "apps", version: "v1", kind: "Deployment", namespace: world.namespace, name: NAME, status: "Synced" }];
	await world.apply({ ...object, status: { ...objectOf(object["status"]), resources } });
	const annotations = { "argocd.argoproj.io/tracking-id": `${mark}:apps/Deployment:${world.namespace}/${NAME}` };
	for (const tag of ["v1", "v2"]) await world.release({ kind: "Deployment", name: NAME, replicas: 1, annotations }, slow(tag));
	const automated = { prune: true, selfHeal: true };
	return resetBy(world, [["applications.argoproj.io", name, { syncPolicy: { automated } }]]);
}

/** Suspending a Kustomization and a HelmRelease, and resuming them; Flux does not run. */
export const flux: Scenario = {
	title: "a Deployment of Flux",
	form: "flux",
	own: "flux",
	under: ["read", "workloads", "flux", "flux-pause"],
	async prepare(world) {
		await world.install("flux");
		const chart = { spec: { chart: "shop", sourceRef: { kind: "HelmRepository", name: "shop" } } };
		await world.apply(here(kustomization(), world, {}), {
			apiVersion: "helm.toolkit.fluxcd.io/v2",
			kind: "HelmRelease",
			metadata: { name: "shop" },
			spec: { interval: "5m", chart, driftDetection: { mode: "enabled" } },
		});
		const labels = Object.fromEntries(
			["kustomize", "helm"].flatMap((group) => [
				[`${group}.toolkit.fluxcd.io/name`, group === "helm" ? "shop" : "apps"],
				[`${group}.toolkit.fluxcd.io/namespace`, world.namespace],
			]),
		);
		for (const tag of ["v1", "v2"]) {
			const manifest = world.manifest({ kind: "Deployment", name: NAME, replicas: 1 }, slow(tag));
			await world.apply({ ...manifest, metadata: { ...objectOf(manifest["metadata"]), labels } });
			await world.kubectl("rollout", "status", `deployment/${NAME}`, "--timeout=100s");
		}
		return resetBy(world, [
			["kustomizations.kustomize.toolkit.fluxcd.io", "apps", { suspend: null }],
			["helmreleases.helm.toolkit.fluxcd.io", "shop", { suspend: null }],
		]);
	},
};

/** The Deployment, whose reconcilers are made active again by these specs. */
function resetBy(world: World, specs: readonly (readonly [kind: string, name: string, spec: JsonObject])[]): Stage {
	const stage = workloadStage(world, "Deployment", CONFIG);
	return {
		...stage,
		async reset() {
			await stage.reset();
			for (const [kind, name, spec] of specs) await world.kubectl("patch", kind, name, "--type=merge", "-p", JSON.stringify({ spec }));
		},
	};
}

/** The object of a fixture in this world, as a person would apply it. */
function here(object: JsonObject, { namespace }: World, change: JsonObject): JsonObject {
	const { uid: _uid, resourceVersion: _version, creationTimestamp: _at, ...metadata } = objectOf(object["metadata"]);
	return { ...object, metadata: { ...metadata, namespace, ...change } };
}
