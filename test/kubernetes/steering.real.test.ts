import { expect, test } from "vitest";
import { connectKubernetes } from "../../src/adapters/kubernetes/kubeconfig/connect.ts";
import { metadataShape, shaped } from "../../src/adapters/kubernetes/object.ts";
import { replicaSet, rollout } from "../../src/adapters/kubernetes/rollouts/objects.fixture.ts";
import { RolloutTarget } from "../../src/adapters/kubernetes/rollouts/target.ts";
import { answerToSteering } from "../../src/adapters/kubernetes/steering/answer.ts";
import { applyHold, observeHold } from "../../src/adapters/kubernetes/steering/hold.ts";
import { holdPayloads } from "../../src/adapters/kubernetes/steering/hold-payload.ts";
import { application, kustomization } from "../../src/adapters/kubernetes/steering/objects.fixture.ts";
import { readSteering } from "../../src/adapters/kubernetes/steering/read.ts";
import { objectOf } from "../../src/adapters/kubernetes/workload/pod-template.ts";
import type { JsonObject, JsonValue } from "../../src/core/json.ts";
import { adapterContext } from "../../src/testing/adapter-context.ts";
import { callFor, stepsOf } from "../../src/testing/step-driver.ts";
import { openWorld, type World } from "./world.ts";

const call = { signal: AbortSignal.timeout(120_000) };

async function apiOf({ kubeconfig, namespace }: World) {
	return await connectKubernetes({ context: null, kubeconfig, namespace }, adapterContext("/"));
}

/** Everybody who steers the Deployment checkout, and what is done about them. */
async function planFor(world: World, way: { readonly from: string; readonly to: string }, undoing: readonly JsonValue[] = []) {
	const api = await apiOf(world);
	const metadata = shaped(metadataShape, objectOf((await world.live("Deployment", "checkout"))["metadata"]), "the Deployment");
	const subject = { group: "apps", kind: "Deployment", namespace: world.namespace, metadata };
	const steerings = await readSteering(api, subject);
	const planned = { subject, ...way, cluster: api.cluster, now: new Date().toISOString(), undoing };
	return { api, steerings, answer: answerToSteering(steerings, "pause", planned) };
}

function payloadOf(payload: JsonValue | undefined) {
	const [hold, giveBack] = holdPayloads;
	return hold.or(giveBack).parse(payload);
}

/** The object of a fixture in this world's namespace, as a person would apply it. */
function here(object: JsonObject, { namespace }: World, name?: string): JsonObject {
	const { uid: _uid, resourceVersion: _version, creationTimestamp: _at, ...metadata } = objectOf(object["metadata"]);
	return { ...object, metadata: { ...metadata, namespace, ...(name === undefined ? {} : { name }) } };
}

const BACK = { from: "checkout-v2", to: "checkout-v1" };
const FORWARD = { from: "checkout-v1", to: "checkout-v2" };

test("Argo CD's Application is paused for the rollback, and given back as it was when the run is undone", async () => {
	await using world = await openWorld();
	await world.install("argo-cd");
	const tracking = `${world.namespace}_shop:apps/Deployment:${world.namespace}/checkout`;
	await world.apply(
		here(application({ prune: true, selfHeal: true }), world),
		world.manifest({ kind: "Deployment", name: "checkout", annotations: { "argocd.argoproj.io/tracking-id": tracking } }, { tag: "v2" }),
	);
	const before = objectOf((await world.live("applications.argoproj.io", "shop"))["spec"]);
	const { api, steerings, answer } = await planFor(world, BACK);
	expect(steerings.map(({ by, effect }) => [by, effect])).toContainEqual(["argo-cd", "undoes-live-change"]);
	const hold = payloadOf(answer.before[0]?.payload);
	expect((await observeHold(api, hold, call)).state).toBe("untouched");
	await applyHold(api, hold, call, []);
	await applyHold(api, hold, call, []);
	expect((await observeHold(api, hold, call)).state).toBe("landed");
	const paused = await world.live("applications.argoproj.io", "shop");
	expect(objectOf(paused["spec"])["syncPolicy"]).toEqual({ syncOptions: ["CreateNamespace=true"] });
	const undone = await planFor(world, FORWARD, [answer.before[0]?.undo ?? null]);
	const giveBack = payloadOf(undone.answer.after[0]?.payload);
	expect((await observeHold(api, giveBack, call)).state).toBe("untouched");
	await applyHold(api, giveBack, call, []);
	expect((await observeHold(api, giveBack, call)).state).toBe("landed");
	const after = await world.live("applications.argoproj.io", "shop");
	expect(after["spec"]).toEqual(before);
	expect(objectOf(objectOf(after["metadata"])["annotations"])["backout/held"]).toBeUndefined();
});

test("a sync policy that somebody changes after the plan is left alone, loudly", async () => {
	await using world = await openWorld();
	await world.install("argo-cd");
	const tracking = `${world.namespace}_shop:apps/Deployment:${world.namespace}/checkout`;
	await world.apply(
		here(application({ selfHeal: true }), world),
		world.manifest({ kind: "Deployment", name: "checkout", annotations: { "argocd.argoproj.io/tracking-id": tracking } }, { tag: "v2" }),
	);
	const { api, answer } = await planFor(world, BACK);
	const change = JSON.stringify({ spec: { syncPolicy: { automated: { prune: true } } } });
	await world.kubectl("patch", "applications.argoproj.io", "shop", "--type", "merge", "-p", change);
	await expect(applyHold(api, payloadOf(answer.before[0]?.payload), call, [])).rejects.toThrow(
		"somebody changed its sync policy after the plan was made",
	);
});

test("Flux's Kustomization is suspended for the rollback, and resumed when the run is undone", async () => {
	await using world = await openWorld();
	await world.install("flux");
	const labels = { "kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": world.namespace };
	const deployment = world.manifest({ kind: "Deployment", name: "checkout" }, { tag: "v2" });
	await world.apply(here(kustomization(), world), { ...deployment, metadata: { ...objectOf(deployment["metadata"]), labels } });
	const { api, answer } = await planFor(world, BACK);
	const hold = payloadOf(answer.before[0]?.payload);
	await applyHold(api, hold, call, []);
	expect((await observeHold(api, hold, call)).state).toBe("landed");
	const undone = await planFor(world, FORWARD, [answer.before[0]?.undo ?? null]);
	await applyHold(api, payloadOf(undone.answer.after[0]?.payload), call, []);
	const after = await world.live("kustomizations.kustomize.toolkit.fluxcd.io", "apps");
	expect(objectOf(after["spec"])["suspend"]).toBeUndefined();
	expect((await observeHold(api, hold, call)).state).toBe("untouched");
});

test("a Rollout is aborted, undone and promoted; its controller is played", async () => {
	await using world = await openWorld();
	await world.install("argo-rollouts");
	const { status, ...bare } = here(rollout("v3", "v2"), world);
	await world.kubectl("apply", "--server-side", "-f", await written(world, bare));
	const uid = String(objectOf((await world.live("rollouts.argoproj.io", "checkout"))["metadata"])["uid"]);
	await world.apply(...[1, 2, 3].map((number) => here(replicaSet(number, `v${number}`, uid), world)));
	const play = async (change: JsonObject) => {
		const { generation } = objectOf((await world.live("rollouts.argoproj.io", "checkout"))["metadata"]);
		const patch = JSON.stringify({ status: { ...objectOf(status), observedGeneration: String(generation), ...change } });
		await world.kubectl("patch", "rollouts.argoproj.io", "checkout", "--subresource=status", "--type", "merge", "-p", patch);
	};
	await play({});
	const target = new RolloutTarget({ name: "checkout", container: null }, "refuse", await apiOf(world), adapterContext("/"));
	expect((await target.current()).label).toBe("v3");
	const history = await target.history(10);
	expect(history.map(({ label, revision }) => [label, revision])).toEqual([
		["v3", "3"],
		["v2", "2"],
		["v1", "1"],
	]);
	const [, , oldest] = history;
	if (oldest === undefined) throw new Error("no third revision");
	const steps = stepsOf("kubernetes", await target.propose({ kind: "return", to: oldest }));
	expect(steps.map(({ id }) => id)).toEqual(["1-abort", "2-undo", "3-promote"]);
	const [abort, undo, promote] = steps;
	if (abort === undefined || undo === undefined || promote === undefined) throw new Error("three steps are wanted");
	await target.apply(abort, callFor());
	expect((await target.observe(abort, callFor())).state).toBe("landed");
	await target.apply(undo, callFor());
	expect((await target.observe(undo, callFor())).state).toBe("landing");
	await play({ currentPodHash: "v1", stableRS: "v2", abort: null, phase: "Paused" });
	expect((await target.observe(undo, callFor())).state).toBe("landed");
	await target.apply(promote, callFor());
	expect(objectOf((await world.live("rollouts.argoproj.io", "checkout"))["status"])["promoteFull"]).toBe(true);
	expect((await target.observe(promote, callFor())).state).toBe("landing");
	await play({ currentPodHash: "v1", stableRS: "v1", abort: null, promoteFull: null, phase: "Healthy" });
	expect((await target.observe(promote, callFor())).state).toBe("landed");
	expect((await target.current()).label).toBe("v1");
	expect((await target.check(AbortSignal.timeout(30_000))).filter(({ ok }) => !ok)).toEqual([]);
});

/** The file that kubectl reads it from. */
async function written({ kubeconfig }: World, object: JsonObject): Promise<string> {
	const { writeFile } = await import("node:fs/promises");
	const file = `${kubeconfig}.object.json`;
	await writeFile(file, JSON.stringify(object));
	return file;
}
