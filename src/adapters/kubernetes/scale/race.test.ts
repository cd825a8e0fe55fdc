import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Step } from "../../../core/step.ts";
import { adapterContext } from "../../../testing/adapter-context.ts";
import { kubeconfigOf, type StubApi, startStubApi } from "../../../testing/kubernetes/stub-api.ts";
import { partOf } from "../../../testing/kubernetes/stub-store.ts";
import { callFor, stepsOf } from "../../../testing/step-driver.ts";
import type { KubernetesApi } from "../api/port.ts";
import { connectKubernetes } from "../kubeconfig/connect.ts";
import { DEPLOYMENT } from "../workload/deployment.ts";
import { deployment, template } from "../workload/objects.fixture.ts";
import { WorkloadReader } from "../workload/reader.ts";
import { Freezer } from "./freezer.ts";
import { freezePayloads } from "./payload.ts";

let stub: StubApi;
let directory: string;
beforeEach(async () => {
	stub = await startStubApi();
	directory = await mkdtemp(join(tmpdir(), "backout-race-"));
	await writeFile(join(directory, "kubeconfig.json"), JSON.stringify(kubeconfigOf(stub.url)));
	stub.store.put("deployments", deployment(template("checkout:v0"), { spec: { replicas: 3 } }));
	await stub.deploy("checkout", template("checkout:v1"));
});
afterEach(async () => {
	await stub.stop();
	await rm(directory, { recursive: true, force: true });
});

const live = () => stub.store.get("deployments", "checkout");
const wanted = () => Number(partOf(live(), "spec")["replicas"]);
const scale = (to: number) => void stub.store.put("deployments", { ...live(), spec: { ...partOf(live(), "spec"), replicas: to } });

/** Scales with a second actor who gets in between our look and our first write. */
async function racing(intrude: () => void): Promise<{ readonly freezer: Freezer; readonly sent: readonly string[] }> {
	const place = { context: null, kubeconfig: join(directory, "kubeconfig.json"), namespace: "shop" };
	const api = await connectKubernetes(place, adapterContext(directory));
	const sent: string[] = [];
	const raced: KubernetesApi = {
		...api,
		async patch(path, patch, limits) {
			if (sent.push(JSON.stringify(patch)) === 1) intrude();
			return await api.patch(path, patch, limits);
		},
	};
	return { freezer: new Freezer(raced, DEPLOYMENT, new WorkloadReader(raced, DEPLOYMENT, "checkout"), "refuse"), sent };
}

async function stopOf(freezer: Freezer, change: { readonly isAutoscaled?: boolean } = {}) {
	const [step] = stepsOf("kubernetes", await freezer.propose({ kind: "stop-writes" }, Date.now()));
	if (step === undefined) throw new Error("no steps were proposed");
	return { step: step satisfies Step, payload: freezePayloads[0].parse({ ...Object(step.payload), ...change }) };
}

test("who scales it between our look and our write wins: the server refuses the write, and we say who won", async () => {
	const { freezer, sent } = await racing(() => scale(5));
	const { step, payload } = await stopOf(freezer);
	await expect(freezer.apply(payload, step, callFor())).rejects.toThrow(/somebody scaled it to 5/);
	expect([wanted(), sent.length]).toEqual([5, 1]);
});

test("where an autoscaler scales, we try again, and keep what was there at the write that counts", async () => {
	const { freezer, sent } = await racing(() => scale(5));
	const { step, payload } = await stopOf(freezer, { isAutoscaled: true });
	await freezer.apply(payload, step, callFor());
	expect([wanted(), sent.length]).toEqual([0, 2]);
	expect(partOf(partOf(live(), "metadata"), "annotations")["backout.dev/replicas"]).toBe("5");
});

test("a write of something else of it is no reason to give up", async () => {
	const { freezer, sent } = await racing(() => void stub.store.put("deployments", { ...live(), status: {} }));
	const { step, payload } = await stopOf(freezer);
	await freezer.apply(payload, step, callFor());
	expect([wanted(), sent.length]).toEqual([0, 2]);
});
