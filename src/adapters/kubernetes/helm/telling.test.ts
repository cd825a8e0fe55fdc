import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { callFor } from "../../../testing/step-driver.ts";
import { type StubCluster, startStubCluster, stubConnection } from "../traffic/stub-cluster.fixture.ts";
import { podSelectors } from "./manifest.ts";
import { tellingPods } from "./telling.ts";

let cluster: StubCluster;
beforeEach(async () => {
	cluster = await startStubCluster(() => () => undefined);
});
afterEach(() => cluster.stop());

function crashing(name: string): JsonObject {
	const containerStatuses = [
		{ name: "app", restartCount: 2, state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated: {} } },
	];
	return { metadata: { name, labels: { app: "shop" } }, status: { phase: "Running", containerStatuses } };
}

it("while helm waits, the troubles of the pods that it made are told; those of the bad release are not what it waits for", async () => {
	const { store } = cluster.stub;
	store.put("pods", crashing("shop-old"));
	const told: string[] = [];
	const call = { ...callFor(), progress: (text: string) => told.push(text) };
	const helm = Promise.withResolvers<string>();
	const working = vi.fn(() => helm.promise);
	const result = tellingPods(await stubConnection(cluster.place), ["app=shop"], call, working);
	await vi.waitFor(() => expect(working).toHaveBeenCalled());
	store.put("pods", crashing("shop-new"));
	await vi.waitFor(() => expect(told.at(-1)).toContain("its log ends with: line one | line two"));
	expect(told[0]).toMatch(/^helm waits; shop-new: app waits: CrashLoopBackOff, restarted 2 times/);
	expect(told.join()).not.toContain("shop-old");
	helm.resolve("Rollback was a success!");
	expect(await result).toBe("Rollback was a success!");
});

it("helm is run all the same where pods cannot be watched, and its failure is what is told", async () => {
	const api = await stubConnection(cluster.place);
	const list: typeof api.list = () => Promise.reject(new Error("no pods for you"));
	const failing = tellingPods({ ...api, list }, ["app=shop"], callFor(), () => Promise.reject(new Error("helm says no")));
	await expect(failing).rejects.toThrow("helm says no");
});

it("the pods of a release are those that its workloads select in its own namespace; a Service selects without making any", () => {
	const workload = (kind: string, labels: string, namespace = "") =>
		`apiVersion: apps/v1\nkind: ${kind}\nmetadata: { name: x${namespace} }\nspec: { selector: { matchLabels: ${labels} }, template: {} }`;
	const manifest = [
		workload("Deployment", "{ app: shop }"),
		workload("StatefulSet", "{ app: orders, tier: db }"),
		workload("DaemonSet", "{ app: agent }", ", namespace: elsewhere"),
		"apiVersion: v1\nkind: Service\nmetadata: { name: shop }\nspec: { selector: { app: all } }",
		"apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: none }\nspec: { template: {} }",
	].join("\n---\n");
	expect(podSelectors(manifest, "shop")).toEqual(["app=shop", "app=orders,tier=db"]);
});
