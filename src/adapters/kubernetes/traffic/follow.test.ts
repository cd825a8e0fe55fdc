import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { StepCall } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import { metadataOf, partOf } from "../../../testing/kubernetes/stub-store.ts";
import { callFor } from "../../../testing/step-driver.ts";
import type { KubernetesApi } from "../api/port.ts";
import { BlueGreenReader } from "./blue-green-reader.ts";
import { gatewayRule, httpRoute, parent } from "./canary-objects.fixture.ts";
import { CanaryReader } from "./canary-reader.ts";
import { followScale } from "./follow-scale.ts";
import { followSwitch } from "./follow-switch.ts";
import { followWeights } from "./follow-weights.ts";
import { colourDeployment, colourService } from "./objects.fixture.ts";
import { type StubCluster, settled, startStubCluster, stubConnection } from "./stub-cluster.fixture.ts";

let cluster: StubCluster;
let api: KubernetesApi;
/** What was asked besides the watches. */
let asked: string[];
let told: string[];
let call: StepCall;

beforeEach(async () => {
	cluster = await startStubCluster();
	const real = await stubConnection(cluster.place);
	asked = [];
	told = [];
	api = {
		...real,
		read: (path, limits) => noted(`read ${path.plural}`, real.read(path, limits)),
		list: (path, query, limits) => noted(`list ${path.plural}`, real.list(path, query, limits)),
	};
	call = { ...callFor(), progress: (text) => told.push(text) };
});
afterEach(() => cluster.stop());

async function noted<Answer>(what: string, answer: Promise<Answer>): Promise<Answer> {
	asked.push(what);
	return await answer;
}

const colours = { service: "checkout", colours: ["blue", "green"], label: "version", container: null, gitops: "refuse" } as const;
const where = { namespace: "shop" } as const;

/** Green has three pods, blue the wanted number. */
async function world(live: string, blue: number): Promise<void> {
	const { store } = cluster.stub;
	store.put("deployments", colourDeployment("blue", "checkout:v1", { replicas: blue }));
	store.put("deployments", colourDeployment("green", "checkout:v2", { replicas: 3 }));
	store.put("services", colourService(live));
	await settled(cluster);
}

function crashed(pod: JsonObject): JsonObject {
	const state = { waiting: { reason: "CrashLoopBackOff" } };
	const containerStatuses = [{ name: "checkout", restartCount: 4, state, lastState: { terminated: { exitCode: 1, reason: "Error" } } }];
	return { ...pod, status: { phase: "Running", conditions: [{ type: "Ready", status: "False" }], containerStatuses } };
}

/** Writes the status of the Deployment that says how many of its pods are available. */
function count(name: string, available: number): void {
	const { store } = cluster.stub;
	const deployment = store.get("deployments", name);
	const status = { observedGeneration: metadataOf(deployment)["generation"], replicas: 3, availableReplicas: available };
	store.put("deployments", { ...deployment, status });
}

describe("a Deployment that grows", () => {
	const payload = { kind: "scale", ...where, name: "checkout-blue", from: 1, to: 3 } as const;
	beforeEach(async () => {
		await world("green", 3);
		cluster.stopPlaying();
		count("checkout-blue", 1);
	});

	it("is followed by watch: asked once, told of pods that fail with their last lines, landed when they are available", async () => {
		const following = followScale(api, payload, call);
		await vi.waitFor(() => expect(told).toEqual(["1 of 3 pods of checkout-blue are available"]));
		const { store } = cluster.stub;
		store.put("pods", crashed(store.get("pods", "checkout-blue-pod-1")));
		await vi.waitFor(() => expect(told.at(-1)).toContain("CrashLoopBackOff, restarted 4 times"));
		await vi.waitFor(() => expect(told.at(-1)).toContain("its log ends with: line one | line two"));
		count("checkout-blue", 2);
		await vi.waitFor(() => expect(told.at(-1)).toContain("2 of 3 pods"));
		count("checkout-blue", 3);
		expect(await following).toEqual({ state: "landed", detail: "3 of 3 pods of checkout-blue are available" });
		expect(asked).toEqual(["read deployments", "list pods"]);
	});
	it("is told as far as it was seen when the time is up", async () => {
		const ended = new AbortController();
		const following = followScale(api, payload, { ...call, signal: ended.signal });
		await vi.waitFor(() => expect(told).toHaveLength(1));
		ended.abort();
		expect(await following).toEqual({ state: "landing", detail: "1 of 3 pods of checkout-blue are available" });
	});
	it("that is deleted meanwhile is an error with the fix", async () => {
		const following = followScale(api, payload, call);
		const failed = expect(following).rejects.toMatchObject({ code: "kubernetes.deleted" });
		await vi.waitFor(() => expect(told).toHaveLength(1));
		cluster.stub.store.remove("deployments", "checkout-blue");
		await failed;
	});
	it("whose watch breaks is not followed: the run asks again and again instead", async () => {
		const watch = () => {
			throw new BackoutError({ code: "kubernetes.forbidden", message: "no watch", fix: "allow it" });
		};
		await expect(followScale({ ...api, watch }, payload, call)).rejects.toMatchObject({ code: "kubernetes.forbidden" });
	});
	it("is followed all the same when only its pods cannot be watched", async () => {
		const list: KubernetesApi["list"] = async () => {
			throw new BackoutError({ code: "kubernetes.forbidden", message: "no pods", fix: "allow it" });
		};
		const following = followScale({ ...api, list }, payload, call);
		await vi.waitFor(() => expect(told.at(-1)).toContain("what stands in the way of its pods is not seen: no pods"));
		count("checkout-blue", 3);
		expect((await following).state).toBe("landed");
	});
});

it("a switched Service is followed by watch until its endpoints are those of the colour", async () => {
	await world("green", 3);
	cluster.stopPlaying();
	const { store } = cluster.stub;
	const { metadata: _metadata, ...blue } = colourService("blue");
	store.put("services", { ...store.get("services", "checkout"), ...blue });
	const payload = {
		kind: "selector",
		...where,
		name: "checkout",
		label: "version",
		from: "green",
		to: "blue",
		release: "blue:v1",
		least: 3,
	} as const;
	const following = followSwitch(api, new BlueGreenReader(api, colours), payload, call);
	await vi.waitFor(() => expect(told).toEqual(["3 of 3 ready pods of blue get no traffic yet"]));
	const [slice] = store.list("endpointslices");
	if (slice === undefined) throw new Error("there is a slice");
	const endpoints = [0, 1, 2].map((index) => ({
		conditions: { ready: true },
		targetRef: { kind: "Pod", name: `checkout-blue-pod-${index}` },
	}));
	store.put("endpointslices", { ...slice, endpoints });
	expect(await following).toEqual({ state: "landed", detail: "traffic goes to 3 ready pods of blue and to nothing else" });
	expect(asked.toSorted()).toEqual(["list endpointslices", "list pods", "read services", "read services"]);
});

it("a route's weights are followed by watch until its Gateway says that it took them", async () => {
	const { store } = cluster.stub;
	store.serve("gateway.networking.k8s.io", "v1");
	const route = (generation: number) =>
		httpRoute([gatewayRule({ "checkout-stable": 10, "checkout-canary": 0 })], { status: { parents: [parent({ generation })] } });
	store.put("httproutes", route(0));
	const place = {
		form: "gateway",
		name: "checkout",
		route: null,
		stable: "checkout-stable",
		canary: "checkout-canary",
		deployment: null,
		container: null,
		gitops: "refuse",
	} as const;
	const shares = { from: { stable: 9, canary: 1 }, to: { stable: 10, canary: 0 } };
	const payload = {
		kind: "weights",
		...where,
		name: "checkout",
		route: null,
		stable: place.stable,
		canary: place.canary,
		...shares,
		isReported: true,
	} as const;
	const following = followWeights(api, new CanaryReader(api, place), payload, call);
	await vi.waitFor(() => expect(told).toHaveLength(1));
	const current = store.get("httproutes", "checkout");
	store.put("httproutes", { ...current, status: partOf(route(Number(metadataOf(current)["generation"])), "status") });
	expect(await following).toMatchObject({ state: "landed" });
	expect(asked).toEqual(["read httproutes"]);
});
