import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { KubernetesApi } from "../../src/adapters/kubernetes/api/port.ts";
import { connectKubernetes } from "../../src/adapters/kubernetes/kubeconfig/connect.ts";
import { Freezer } from "../../src/adapters/kubernetes/scale/freezer.ts";
import { DEPLOYMENT } from "../../src/adapters/kubernetes/workload/deployment.ts";
import { WorkloadReader } from "../../src/adapters/kubernetes/workload/reader.ts";
import { adapterContext } from "../../src/testing/adapter-context.ts";
import { describeFreeze, FREEZE_SIZE } from "../../src/testing/freeze-contract.ts";
import { callFor, stepsOf } from "../../src/testing/step-driver.ts";
import { startBackout, until } from "../world/command-line.ts";
import { objectAt, textAt } from "./at.ts";
import { fixture as deployment } from "./deployment-freeze.fixture.ts";
import { fixture as statefulSet } from "./stateful-set-freeze.fixture.ts";
import type { WorkloadKind } from "./workload.ts";
import { openWorld, type World } from "./world.ts";

const urlOf = (name: string) => new URL(`./${name}.fixture.ts`, import.meta.url).href;

describeFreeze("kubernetes deployment", deployment, urlOf("deployment-freeze"));
describeFreeze("kubernetes statefulSet", statefulSet, urlOf("stateful-set-freeze"));

const KEYS = { Deployment: "deployment", StatefulSet: "statefulSet", DaemonSet: "daemonSet" } as const;

let world: World;
let directory: string;
beforeEach(async () => {
	world = await openWorld();
	directory = mkdtempSync(join(tmpdir(), "backout-stop-"));
});
afterEach(async () => {
	rmSync(directory, { recursive: true, force: true });
	await world[Symbol.asyncDispose]();
});

/** A workload of three pods, and a config that names it. */
async function lay(kind: WorkloadKind, endsAfter = "1s"): Promise<void> {
	await world.release({ kind, name: "shop", replicas: FREEZE_SIZE }, { tag: "v1", annotations: { "backout.test/stops-after": endsAfter } });
	const target = { name: "api", kubernetes: { [KEYS[kind]]: "shop", kubeconfig: world.kubeconfig } };
	const place = { targets: [target], health: [{ command: ["true"] }], bake: "0s" };
	writeFileSync(join(directory, "backout.yaml"), JSON.stringify({ version: 1, services: { shop: { environments: { test: place } } } }));
}

const backout = async (...args: readonly string[]) => await startBackout(args, { directory }).ended;
const wanted = async (kind: string) => Number(textAt(await world.live(kind, "shop"), "spec", "replicas"));
const pods = async () => (await world.kubectl("get", "pods", "-l", "app=shop", "-o", "name")).split("\n").filter(Boolean).length;

async function autoscale(least: number, most: number): Promise<void> {
	const spec = {
		scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" },
		minReplicas: least,
		maxReplicas: most,
		metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } }],
	};
	await world.apply({ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: { name: "shop" }, spec });
}

describe("the built command", () => {
	test.for(["Deployment", "StatefulSet"] as const)("scales a %s to 0 and back to what it was", async (kind) => {
		await lay(kind);
		const before = await world.live(kind, "shop");
		const stopped = await backout("run", "shop", "--recipe", "stop-writes", "--yes");
		expect(stopped.code, stopped.all).toBe(0);
		expect([await wanted(kind), await pods()]).toEqual([0, 0]);
		expect(textAt(await world.live(kind, "shop"), "metadata", "annotations", "backout.dev/replicas")).toBe(String(FREEZE_SIZE));

		const told = await backout("status");
		expect(told.stdout).toContain("api is stopped");
		const back = await backout("run", "shop", "--recipe", "resume-writes", "--yes");
		expect(back.code, back.all).toBe(0);
		const after = await world.live(kind, "shop");
		expect(objectAt(after, "spec")).toEqual(objectAt(before, "spec"));
		expect(objectAt(after, "metadata", "annotations")).toEqual(objectAt(before, "metadata", "annotations"));
		expect(await pods()).toBe(FREEZE_SIZE);
	});

	test("the hand commands of the plan do the same, and what they stopped Backout brings back", async () => {
		await lay("Deployment");
		const plan = await backout("plan", "shop", "--recipe", "stop-writes", "--json");
		const [step] = JSON.parse(plan.stdout).steps;
		for (const line of String(step.command).split("\n")) {
			await world.kubectl(...line.replaceAll("'", "").split(" ").slice(1));
		}
		expect([await wanted("Deployment"), await pods()]).toEqual([0, 0]);
		const back = await backout("run", "shop", "--recipe", "resume-writes", "--yes");
		expect(back.code, back.all).toBe(0);
		expect(await wanted("Deployment")).toBe(FREEZE_SIZE);
	});

	test("an autoscaler rests at 0, and what comes back is within its bounds", async () => {
		await lay("Deployment");
		await autoscale(2, 6);
		const stopped = await backout("run", "shop", "--recipe", "stop-writes", "--yes");
		expect(stopped.code, stopped.all).toBe(0);
		expect(stopped.stdout.replace(/\s+/g, " ")).toContain("HorizontalPodAutoscaler shop rests by itself");
		await expect
			.poll(
				async () => await world.kubectl("get", "hpa", "shop", "-o", "jsonpath={.status.conditions[?(@.type=='ScalingActive')].reason}"),
				{
					timeout: 60_000,
					interval: 1_000,
				},
			)
			.toBe("ScalingDisabled");
		expect([await wanted("Deployment"), await pods()]).toEqual([0, 0]);
		await autoscale(4, 6);
		const back = await backout("run", "shop", "--recipe", "resume-writes", "--yes");
		expect(back.code, back.all).toBe(0);
		expect(back.stdout.replace(/\s+/g, " ")).toContain("It had 3 pods; shop keeps it between 4 and 6 pods: it comes back with 4.");
		expect(await wanted("Deployment")).toBe(4);
	});

	test("somebody who scales it after the plan was made wins, and nothing is written", async () => {
		await lay("Deployment");
		await backout("plan", "shop", "--recipe", "stop-writes", "-o", "plan.json");
		await world.kubectl("scale", "deployment/shop", "--replicas=5");
		const run = await backout("run", "--plan", "plan.json", "--yes");
		expect(run.code).toBe(1);
		expect(run.stdout.replace(/\s+/g, " ")).toContain("somebody scaled it to 5");
		expect(await wanted("Deployment")).toBe(5);
	});

	test("killed while the pods are ending, it is resumed and brought back, each written once", async () => {
		await lay("Deployment", "4s");
		const generation = async () => Number(textAt(await world.live("Deployment", "shop"), "metadata", "generation"));
		const before = await generation();
		const run = startBackout(["run", "shop", "--recipe", "stop-writes", "--yes"], { directory });
		await until("the number is written", async () => (await wanted("Deployment")) === 0, 30_000);
		run.kill("SIGKILL");
		await run.ended;
		expect(await pods()).toBeGreaterThan(0);
		const [, id = ""] = /(run-[a-z0-9]+)/.exec(run.printed()) ?? [];
		const resumed = await backout("resume", id);
		expect(resumed.code, resumed.all).toBe(0);
		expect(await pods()).toBe(0);
		const back = await backout("undo", id, "--yes");
		expect(back.code, back.all).toBe(0);
		expect([await wanted("Deployment"), (await generation()) - before]).toEqual([FREEZE_SIZE, 2]);
	});

	test("a rollback by Backout while it is stopped keeps the note, and brings the other release back with it", async () => {
		await lay("Deployment");
		await world.release({ kind: "Deployment", name: "shop", replicas: FREEZE_SIZE }, { tag: "v2" });
		await backout("run", "shop", "--recipe", "stop-writes", "--yes");
		await backout("run", "shop", "--to", "v1", "--yes");
		expect(textAt(await world.live("Deployment", "shop"), "metadata", "annotations", "backout.dev/replicas")).toBe(String(FREEZE_SIZE));
		const back = await backout("run", "shop", "--recipe", "resume-writes", "--yes");
		expect(back.code, back.all).toBe(0);
		expect(new Set(await world.runningImages("shop"))).toEqual(new Set([world.image("shop", "v1")]));
	});

	test("a DaemonSet is refused with what to do", async () => {
		await lay("DaemonSet");
		const plan = await backout("plan", "shop", "--recipe", "stop-writes");
		expect(plan.code).toBe(3);
		expect(plan.all.replace(/\s+/g, " ")).toContain("A DaemonSet has a pod on every node");
	});
});

test("somebody who scales it between our look and our write wins: the server refuses the write, and the second look says who won", async () => {
	await lay("Deployment");
	const api = await connectKubernetes({ context: null, kubeconfig: world.kubeconfig, namespace: null }, adapterContext("/"));
	const patched: string[] = [];
	const raced: KubernetesApi = {
		...api,
		async patch(path, patch, limits) {
			if (patched.length === 0) await world.kubectl("scale", "deployment/shop", "--replicas=2");
			patched.push(JSON.stringify(patch));
			return await api.patch(path, patch, limits);
		},
	};
	const freezer = new Freezer(raced, DEPLOYMENT, new WorkloadReader(raced, DEPLOYMENT, "shop"), "refuse");
	const [step] = stepsOf("kubernetes", await freezer.propose({ kind: "stop-writes" }, Date.now()));
	if (step === undefined) throw new Error("no steps were proposed");
	const payload = { kind: "stop", namespace: world.namespace, name: "shop", from: FREEZE_SIZE, isAutoscaled: false, at: "now" } as const;
	await expect(freezer.apply(payload, step, callFor())).rejects.toThrow(/somebody scaled it to 2/);
	expect(patched).toHaveLength(1);
	expect(await wanted("Deployment")).toBe(2);
});
