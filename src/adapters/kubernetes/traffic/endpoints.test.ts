import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { endpointsOf } from "./endpoints.ts";
import { colourPod } from "./objects.fixture.ts";
import { trafficPods } from "./ready-pods.ts";
import { stateOfEndpoints } from "./switch.ts";

const IMAGES = { container: null, service: "checkout" };

function slice(name: string, endpoints: readonly JsonObject[] | null, managedBy = "endpointslice-controller.k8s.io"): JsonObject {
	const labels = { "endpointslice.kubernetes.io/managed-by": managedBy };
	return { metadata: { name, uid: name, resourceVersion: "1", creationTimestamp: "2026-11-20T00:00:00Z", labels }, endpoints };
}

const endpoint = (pod: string, conditions?: JsonObject) => ({
	targetRef: { kind: "Pod", name: pod },
	...(conditions === undefined ? {} : { conditions }),
});
const pods = (...names: readonly string[]) =>
	trafficPods(
		names.map((name) => colourPod("blue", name)),
		IMAGES,
	);
const state = (taking: readonly string[], of = pods("a", "b"), takesUnready = false) =>
	stateOfEndpoints("blue", of, new Set(taking), takesUnready);

describe("where a Service's traffic goes", () => {
	it("is to the ready addresses of all its slices, each pod once, whatever its addresses", () => {
		const slices = [
			slice("v4", [endpoint("a", { ready: true }), endpoint("b", { ready: false })]),
			slice("v6", [endpoint("a", { ready: true })]),
			slice("empty", null),
		];
		expect([...endpointsOf(slices).pods]).toEqual(["a"]);
	});
	it("counts an address that does not say as ready, as the API defines it", () => {
		expect([...endpointsOf([slice("v4", [endpoint("a"), endpoint("b", { ready: null })])]).pods]).toEqual(["a", "b"]);
	});
	it("is also where somebody else's slices lead, which no selector changes", () => {
		expect(endpointsOf([slice("by-hand", [{ addresses: ["10.0.0.9"] }], "me")])).toEqual({ pods: new Set(), foreign: ["by-hand"] });
	});
});

describe("a switch has landed", () => {
	it("when exactly the ready pods of the colour get traffic", () => {
		expect(state(["a", "b"])).toEqual({ state: "landed", detail: "traffic goes to 2 ready pods of blue and to nothing else" });
	});
	it("not while one of them gets none", () => {
		expect(state(["a"])).toEqual({ state: "landing", detail: "1 of 2 ready pods of blue get no traffic yet" });
	});
	it("not while another colour's pod still gets some", () => {
		expect(state(["a", "b", "green-1"])).toEqual({ state: "landing", detail: "traffic still goes to green-1" });
	});
	it("not without a ready pod: an empty set is never all of them", () => {
		expect(state([], [])).toEqual({ state: "landing", detail: "no pod of blue is ready" });
	});
	it("not on a pod that is about to end", () => {
		const ending = trafficPods([colourPod("blue", "a", { metadata: { deletionTimestamp: "2026-11-22T00:00:00Z" } })], IMAGES);
		expect(state(["a"], ending).state).toBe("landing");
	});
	it("although unready pods of the colour get traffic, where the Service wants it so", () => {
		const mixed = trafficPods([colourPod("blue", "a"), colourPod("blue", "b", { isReady: false })], IMAGES);
		expect(state(["a", "b"], mixed, true).state).toBe("landed");
		expect(state(["a", "b"], mixed, false).state).toBe("landing");
	});
});
