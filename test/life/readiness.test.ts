import { afterEach, beforeEach, expect, test } from "vitest";
import { deployment, template } from "../../src/adapters/kubernetes/workload/objects.fixture.ts";
import { type StubApi, startStubApi } from "../../src/testing/kubernetes/stub-api.ts";
import { metadataOf } from "../../src/testing/kubernetes/stub-store.ts";
import { createWorld, type World } from "../world/world.ts";

let stub: StubApi;
let world: World;
beforeEach(async () => {
	stub = await startStubApi();
	stub.store.put("deployments", deployment(template("checkout:v0")));
	for (const tag of ["v1", "v2"]) await stub.deploy("checkout", template(`checkout:${tag}`));
	const kubeconfig = "kubeconfig.json";
	const targets = [{ name: "api", kubernetes: { deployment: "checkout", namespace: "shop", kubeconfig } }];
	world = await createWorld({ place: { targets, health: [], smoke: [], bake: "1s" } });
	await world.write(
		kubeconfig,
		JSON.stringify({
			"current-context": "stub",
			clusters: [{ name: "stub", cluster: { server: stub.url } }],
			users: [{ name: "ana", user: { token: "not-a-secret" } }],
			contexts: [{ name: "stub", context: { cluster: "stub", user: "ana" } }],
		}),
	);
});
afterEach(async () => {
	await stub.stop();
	await world.remove();
});

/** One pod of what runs, crashing or ready. */
function playPod(isBroken: boolean): void {
	const live = stub.store.list("replicasets").find((set) => JSON.stringify(set).includes("checkout:v2"));
	if (live === undefined) throw new Error("v2 has a ReplicaSet");
	const { name, uid } = metadataOf(live);
	const waiting = {
		name: "checkout",
		restartCount: 5,
		state: { waiting: { reason: "CrashLoopBackOff" } },
		lastState: { terminated: { exitCode: 1 } },
	};
	stub.store.put("pods", {
		metadata: {
			name: "checkout-1",
			namespace: "shop",
			labels: { app: "checkout" },
			ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name, uid, controller: true }],
		},
		spec: {},
		status: {
			phase: "Running",
			conditions: [{ type: "Ready", status: isBroken ? "False" : "True" }],
			containerStatuses: isBroken ? [waiting] : [],
		},
	});
}

test("pods that crash are seen without any check in the config, and decided about in the pods' own words", async () => {
	playPod(true);
	const { code, at, text } = await world.json(["assess", "shop", "--exit-code"]);
	expect(code).toBe(7);
	expect(at("decision")).toMatchObject({ action: "roll-back", severity: "P1" });
	expect(at("decision.reasons.0.rule")).toBe("not-ready");
	expect(text("decision.reasons.0.text")).toContain("checkout-1: checkout waits: CrashLoopBackOff, restarted 5 times");
	expect(at("signals.0")).toMatchObject({
		name: "api is ready",
		measure: "readiness",
		reading: { passed: false, excerpt: "line one\nline two" },
	});
});

test("a run of which only readiness was measured succeeds, says so plainly, and makes no release known good", async () => {
	playPod(false);
	const { code, all } = await world.backout(["run", "shop", "--to", "v1", "--yes"]);
	expect(code, all).toBe(0);
	expect(all).toContain("only readiness was measured");
	expect(all).not.toContain("is well");
	const history = await world.json(["history", "shop"]);
	expect(JSON.stringify(history.value)).not.toContain('"standing":"good"');
});

test("`status` shows pods that crash, and says of ready ones that nothing else is looked at", async () => {
	playPod(true);
	const sick = await world.backout(["status", "shop"]);
	expect(sick.all).toContain("unhealthy");
	expect(sick.all).toContain("CrashLoopBackOff");
	playPod(false);
	const up = await world.backout(["status", "shop"]);
	expect(up.all).toContain("unprotected");
	expect(up.all).toContain("nothing would notice a bad release whose pods are ready");
});
