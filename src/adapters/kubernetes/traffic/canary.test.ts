import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonValue } from "../../../core/json.ts";
import type { TargetRelease } from "../../../core/release.ts";
import { adapterContext } from "../../../testing/adapter-context.ts";
import { metadataOf, partOf } from "../../../testing/kubernetes/stub-store.ts";
import { bringAbout, callFor, stepsOf } from "../../../testing/step-driver.ts";
import { destinationRule, gatewayRule, httpRoute, istioRoute, parent, virtualService } from "./canary-objects.fixture.ts";
import { CanaryTarget } from "./canary-target.ts";
import { colourDeployment, colourService } from "./objects.fixture.ts";
import type { CanaryPlace } from "./place.ts";
import { type StubCluster, settled, startStubCluster, stubConnection } from "./stub-cluster.fixture.ts";

const ISTIO: CanaryPlace = {
	form: "istio",
	name: "checkout",
	route: "main",
	stable: "stable",
	canary: "canary",
	deployment: "checkout-canary",
	container: null,
	gitops: "refuse",
};
const GATEWAY: CanaryPlace = { ...ISTIO, form: "gateway", route: null, stable: "checkout-stable", canary: "checkout-canary" };

let cluster: StubCluster;

beforeEach(async () => {
	cluster = await startStubCluster();
	const { store } = cluster.stub;
	store.serve("networking.istio.io", "v1beta1", "v1");
	store.serve("gateway.networking.k8s.io", "v1");
	store.put("deployments", colourDeployment("stable", "checkout:v1", { replicas: 3, at: "2026-11-10T00:00:00Z" }));
	store.put("deployments", colourDeployment("canary", "checkout:v2", { replicas: 1, at: "2026-11-20T00:00:00Z" }));
	store.put("services", colourService("stable", { spec: { selector: { app: "checkout" } } }));
	store.put("destinationrules", destinationRule("stable", "canary"));
	for (const side of ["stable", "canary"]) store.put("services", named(`checkout-${side}`, colourService(side)));
	store.put(
		"virtualservices",
		virtualService([istioRoute({ stable: 100 }, { name: "admin" }), istioRoute({ stable: 90, canary: 10 }, { name: "main" })]),
	);
	store.put("httproutes", httpRoute([gatewayRule({ "checkout-stable": 9, "checkout-canary": null })]));
	await settled(cluster);
});
afterEach(() => cluster.stop());

async function connect(place: CanaryPlace): Promise<CanaryTarget> {
	return new CanaryTarget(place, await stubConnection(cluster.place), adapterContext(cluster.place.directory));
}

async function returnTo(target: CanaryTarget, id: string, undoing?: readonly JsonValue[]) {
	return await target.propose({ kind: "return", to: await known(target, id), ...(undoing === undefined ? {} : { undoing }) });
}

async function known(target: CanaryTarget, id: string): Promise<TargetRelease> {
	const found = (await target.history(10)).find((release) => release.id === id);
	if (found === undefined) throw new Error(`there is no ${id}`);
	return found;
}

const replicas = () => partOf(cluster.stub.store.get("deployments", "checkout-canary"), "spec")["replicas"];

describe("an Istio canary", () => {
	it("has two releases, named by the images behind the subsets, and the canary is current while it has weight", async () => {
		const target = await connect(ISTIO);
		expect(await target.current()).toMatchObject({ id: "canary:v2", label: "v2", deployedAt: "2026-11-20T00:00:00Z" });
		expect((await target.history(10)).map(({ id }) => id)).toEqual(["canary:v2", "stable:v1"]);
	});
	it("loses its share and then its pods; no other field of the VirtualService changes", async () => {
		const target = await connect(ISTIO);
		const before = cluster.stub.store.get("virtualservices", "checkout");
		const proposal = await returnTo(target, "stable:v1");
		const steps = stepsOf("kubernetes", proposal);
		expect(steps.map(({ title }) => title)).toEqual([
			"Take v2 its 10 % of the http route main of VirtualService checkout, and give it to v1",
			"Take the 1 pod of checkout-canary away",
		]);
		await bringAbout(target, steps);
		const after = cluster.stub.store.get("virtualservices", "checkout");
		expect(after["spec"]).toEqual(withWeights(before, 100, 0));
		expect(replicas()).toBe(0);
		expect((await target.current()).id).toBe("stable:v1");
	});
	it("gets back exactly what a run took from it, pods first", async () => {
		const target = await connect(ISTIO);
		const before = cluster.stub.store.get("virtualservices", "checkout")["spec"];
		const steps = stepsOf("kubernetes", await returnTo(target, "stable:v1"));
		await bringAbout(target, steps);
		const forward = stepsOf(
			"kubernetes",
			await returnTo(
				target,
				"canary:v2",
				steps.map(({ undo }) => undo),
			),
		);
		expect(forward.map(({ id }) => id)).toEqual(["1-scale-up-checkout-canary", "2-weights"]);
		await bringAbout(target, forward);
		expect(cluster.stub.store.get("virtualservices", "checkout")["spec"]).toEqual(before);
		expect(replicas()).toBe(1);
	});
	it("gets nothing back when nobody knows what it had", async () => {
		const target = await connect(ISTIO);
		await bringAbout(target, stepsOf("kubernetes", await returnTo(target, "stable:v1")));
		expect(await returnTo(target, "canary:v2")).toMatchObject({
			kind: "refused",
			rule: "canary-share-unknown",
			fix: expect.stringContaining("backout undo"),
		});
	});
	it("whose weights somebody moved meanwhile is left alone, loudly", async () => {
		const target = await connect(ISTIO);
		const [step] = stepsOf("kubernetes", await returnTo(target, "stable:v1"));
		const moved = virtualService([
			istioRoute({ stable: 100 }, { name: "admin" }),
			istioRoute({ stable: 50, canary: 50 }, { name: "main" }),
		]);
		cluster.stub.store.put("virtualservices", moved);
		if (step === undefined) throw new Error("no step");
		expect(await target.observe(step, callFor())).toMatchObject({ state: "unknown" });
		await expect(target.apply(step, callFor())).rejects.toThrow("somebody else moved traffic meanwhile: stable 50, canary 50");
		expect(cluster.stub.store.get("virtualservices", "checkout")["spec"]).toEqual(moved["spec"]);
	});
	it("keeps its pods while another route leads to it, and that is said", async () => {
		const routes = [istioRoute({ canary: null }, { name: "testers" }), istioRoute({ stable: 90, canary: 10 }, { name: "main" })];
		cluster.stub.store.put("virtualservices", virtualService(routes));
		const proposal = await returnTo(await connect(ISTIO), "stable:v1");
		expect(stepsOf("kubernetes", proposal).map(({ id }) => id)).toEqual(["1-weights"]);
		expect(JSON.stringify(proposal)).toContain(
			"canary still gets traffic of checkout by http route testers, which is not touched; so the pods of checkout-canary stay.",
		);
	});
	it("is not taken from when no DestinationRule defines the stable subset", async () => {
		const target = await connect(ISTIO);
		const to = await known(target, "stable:v1");
		cluster.stub.store.put("destinationrules", destinationRule("canary"));
		const proposal = await target.propose({ kind: "return", to: { ...to, id: "stable:stable" } });
		expect(proposal).toMatchObject({ kind: "refused", rule: "subset-missing" });
	});
	it("is not taken from when the stable side has no pods that are available", async () => {
		const target = await connect(ISTIO);
		const to = await known(target, "stable:v1");
		const stuck = {
			observedGeneration: 99,
			replicas: 3,
			availableReplicas: 0,
			conditions: [{ type: "ReplicaFailure", status: "True", message: "exceeded quota" }],
		};
		const proposal = await target.propose({ kind: "return", to }).then(async () => {
			cluster.stopPlaying();
			cluster.stub.store.put("deployments", { ...cluster.stub.store.get("deployments", "checkout-stable"), status: stuck });
			return await target.propose({ kind: "return", to });
		});
		expect(proposal).toMatchObject({ kind: "refused", rule: "side-not-ready", reason: expect.stringContaining("exceeded quota") });
	});
	it.each([
		["an autoscaler", "horizontalpodautoscalers", { minReplicas: 1, maxReplicas: 5 }, "rests while checkout-canary has no pods"],
		["KEDA", "scaledobjects", { minReplicaCount: 1 }, "may bring pods of checkout-canary back by itself"],
	])("says what %s will do", async (_who, plural, spec, said) => {
		const scaler = {
			metadata: { name: "checkout-canary", resourceVersion: "1" },
			spec: { scaleTargetRef: { kind: "Deployment", name: "checkout-canary" }, ...spec },
		};
		cluster.stub.store.put(plural, scaler);
		expect(JSON.stringify(await returnTo(await connect(ISTIO), "stable:v1"))).toContain(said);
	});
	it("is told apart from a cluster without Istio", async () => {
		const target = await connect({ ...ISTIO, form: "gateway" });
		cluster.stub.store.serve("gateway.networking.k8s.io", "v1alpha2");
		await expect(target.current()).rejects.toThrow("the cluster serves gateway.networking.k8s.io only as v1alpha2");
	});
	it("keeps evidence, and a live check finds everything in order", async () => {
		const target = await connect(ISTIO);
		const evidence = await target.evidence(60_000, AbortSignal.timeout(5_000));
		expect(evidence.map(({ name }) => name)).toEqual(["virtualservice.json", "pods.json", "checkout-canary-pod-0.log"]);
		const findings = await target.check(AbortSignal.timeout(5_000));
		expect(findings[0]).toMatchObject({ ok: true, detail: "v1 (stable) gets 90 %, v2 (canary) 10 %" });
		expect(findings.filter(({ ok }) => !ok)).toEqual([]);
	});
});

describe("a Gateway API canary", () => {
	it("gives its relative weight to the stable backend, and has landed once the Gateway accepted that", async () => {
		const target = await connect(GATEWAY);
		expect((await target.current()).id).toBe("canary:v2");
		const [step] = stepsOf("kubernetes", await returnTo(target, "stable:v1"));
		if (step === undefined) throw new Error("no step");
		await target.apply(step, callFor());
		const { store } = cluster.stub;
		expect(store.get("httproutes", "checkout")["spec"]).toMatchObject({ rules: [{ backendRefs: [{ weight: 10 }, { weight: 0 }] }] });
		const generation = Number(metadataOf(store.get("httproutes", "checkout"))["generation"]);
		said({ generation: generation - 1 });
		expect((await target.observe(step, callFor())).state).toBe("landing");
		said({ generation, accepted: "False" });
		expect(await target.observe(step, callFor())).toMatchObject({
			state: "landing",
			detail: expect.stringContaining("Accepted=False (NoMatchingParent)"),
		});
		said({ generation });
		expect((await target.observe(step, callFor())).state).toBe("landed");
	});

	function said(what: Parameters<typeof parent>[0]): void {
		const { store } = cluster.stub;
		store.put("httproutes", { ...store.get("httproutes", "checkout"), status: { parents: [parent(what)] } });
	}
});

function named(name: string, object: ReturnType<typeof colourService>) {
	return { ...object, metadata: { ...metadataOf(object), name, uid: `uid-of-service-${name}` } };
}

function withWeights(object: ReturnType<typeof virtualService>, stable: number, canary: number): unknown {
	const weights: Readonly<Record<string, number>> = { 90: stable, 10: canary };
	return JSON.parse(JSON.stringify(object["spec"]), (key, value) => (key === "weight" ? (weights[value] ?? value) : value));
}
