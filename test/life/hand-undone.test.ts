import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type StubSet, startStubSet } from "../../src/adapters/kubernetes/workload/stuck/set.fixture.ts";
import { createWorld, type World } from "../world/world.ts";

let set: StubSet;
let world: World;
beforeEach(async () => {
	set = await startStubSet();
	const targets = [{ name: "api", kubernetes: { statefulSet: "orders", namespace: "shop", kubeconfig: set.cluster.place.kubeconfig } }];
	world = await createWorld({ place: { targets, health: [], smoke: [], bake: "1s" } });
});
afterEach(async () => {
	await set.stop();
	await world.remove();
});

const shown = async (...pods: readonly string[]) =>
	await vi.waitFor(() => expect(set.pods()).toEqual(pods), { timeout: 10_000, interval: 10 });

test("a rollback by hand that hangs on a pod is seen, and the plan of whoever names no release finishes it", async () => {
	// Other names than those of which the ledger knows.
	set.deploy("w1");
	await shown("orders-0 w1", "orders-1 w1", "orders-2 w1");
	// Kubernetes notes the second in which an object was made.
	await sleep(1_100);
	set.deploy("w2", true);
	await shown("orders-0 w1", "orders-1 w1", "orders-2 w2 not ready");
	set.deploy("w1");
	await vi.waitFor(async () => expect((await set.target.current()).label).toBe("w1"), { timeout: 10_000, interval: 10 });

	const seen = await world.json(["assess", "shop"]);
	expect(seen.text("decision.reasons.0.text")).toContain("orders-2");
	const plan = await world.json(["plan", "shop"]);
	expect(plan.at("refused")).toBeNull();
	expect(plan.at("to.label")).toBe("w1");
	expect(plan.text("warnings.0")).toContain("w1 is in place already, but api still has something to do for it.");

	const run = await world.json(["run", "shop", "--yes"]);
	expect(run).toMatchObject({ code: 0, value: { status: "succeeded" } });
	await shown("orders-0 w1", "orders-1 w1", "orders-2 w1");
	expect((await world.json(["plan", "shop"])).at("refused.rule")).toBe("release-unavailable");
});
