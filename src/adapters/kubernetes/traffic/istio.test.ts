import { describe, expect, it } from "vitest";
import { istioRoute, virtualService } from "./canary-objects.fixture.ts";
import { ISTIO } from "./istio.ts";
import type { CanaryPlace } from "./place.ts";
import { isObstacle, type Split, sharesOf, weightsPatch, withoutCanary } from "./split.ts";

const PLACE: CanaryPlace = {
	form: "istio",
	name: "checkout",
	route: null,
	stable: "stable",
	canary: "canary",
	deployment: null,
	container: null,
	gitops: "refuse",
};

function split(object: ReturnType<typeof virtualService>, place: Partial<CanaryPlace> = {}): Split {
	const read = ISTIO.read(object, { ...PLACE, ...place });
	if (isObstacle(read)) throw new Error(read.reason);
	return read;
}

function obstacle(object: ReturnType<typeof virtualService>, place: Partial<CanaryPlace> = {}) {
	const read = ISTIO.read(object, { ...PLACE, ...place });
	if (!isObstacle(read)) throw new Error("it can be moved");
	return read;
}

describe("a VirtualService's route", () => {
	it("has two sides, each with what it gets", () => {
		expect(sharesOf(split(virtualService([istioRoute({ stable: 90, canary: 10 })])))).toEqual({ stable: 90, canary: 10 });
	});
	it("that leads to one destination gives it everything, whatever is written", () => {
		expect(sharesOf(split(virtualService([istioRoute({ stable: null })])))).toEqual({ stable: 100, canary: 0 });
	});
	it("gives nothing to a destination without a weight beside others", () => {
		expect(sharesOf(split(virtualService([istioRoute({ stable: 100, canary: null })])))).toEqual({ stable: 100, canary: 0 });
	});
	it("may have hosts instead of subsets, in full or in short", () => {
		const hosts = istioRoute(
			{},
			{
				route: [
					{ destination: { host: "checkout.shop.svc.cluster.local" }, weight: 80 },
					{ destination: { host: "checkout-canary" }, weight: 20 },
				],
			},
		);
		expect(sharesOf(split(virtualService([hosts]), { stable: "checkout", canary: "checkout-canary" }))).toEqual({ stable: 80, canary: 20 });
	});
	it("is the one that is named, and its neighbours are not looked at", () => {
		const object = virtualService([
			istioRoute({ stable: 1, canary: 99 }, { name: "beta" }),
			istioRoute({ stable: 70, canary: 30 }, { name: "main" }),
		]);
		expect(split(object, { route: "main" }).canary).toMatchObject({ path: "/spec/http/1/route/1/weight", weight: 30 });
	});
});

describe("taking the canary's share", () => {
	it("writes two numbers on the condition that nobody wrote meanwhile, and nothing else", () => {
		const read = split(virtualService([istioRoute({ stable: 90, canary: 10 })]));
		expect(weightsPatch(read, withoutCanary(sharesOf(read)))).toEqual({
			kind: "json",
			operations: [
				{ op: "test", path: "/metadata/resourceVersion", value: "77" },
				{ op: "add", path: "/spec/http/0/route/0/weight", value: 100 },
				{ op: "add", path: "/spec/http/0/route/1/weight", value: 0 },
			],
		});
	});
	it("leaves a third destination what it has, so that the sum stays 100", () => {
		const read = split(virtualService([istioRoute({ stable: 60, canary: 10, shadow: 30 })]));
		expect(withoutCanary(sharesOf(read))).toEqual({ stable: 70, canary: 0 });
		expect(read.warnings).toEqual([
			"30 of 100 of the http route (the only one) of VirtualService checkout go to other destinations, and still do.",
		]);
	});
});

describe("what stands in the way", () => {
	const routes = [istioRoute({ stable: 90, canary: 10 }, { name: "main" }), istioRoute({ stable: 100 })];

	it("several routes and none named", () => {
		expect(obstacle(virtualService(routes))).toMatchObject({
			rule: "route-not-named",
			reason: expect.stringContaining("main, (the one at 1, without a name)"),
		});
	});
	it("a name that no route has", () => {
		expect(obstacle(virtualService(routes), { route: "mian" })).toMatchObject({
			rule: "no-such-route",
			reason: expect.stringContaining("no route mian"),
		});
	});
	it("a route that another VirtualService is asked for", () => {
		const delegated = { match: [], delegate: { name: "checkout-routes", namespace: "edge" } };
		expect(obstacle(virtualService([delegated]))).toMatchObject({
			rule: "route-delegated",
			reason: expect.stringContaining("VirtualService checkout-routes in namespace edge"),
		});
	});
	it("a route that redirects", () => {
		expect(obstacle(virtualService([{ redirect: { uri: "/closed" } }]))).toMatchObject({ rule: "no-destinations" });
	});
	it("a stable side that the route does not name: traffic would have nowhere to go", () => {
		expect(obstacle(virtualService([istioRoute({ canary: 100 })]))).toMatchObject({ rule: "stable-not-in-route" });
	});
	it("one side in two destinations", () => {
		const twice = istioRoute(
			{},
			{ route: [8080, 9090].map((number) => ({ destination: { host: "checkout", subset: "stable", port: { number } }, weight: 50 })) },
		);
		expect(obstacle(virtualService([twice]))).toMatchObject({ rule: "destination-ambiguous" });
	});
	it.each([
		[
			"Flagger, which owns it",
			{ ownerReferences: [{ kind: "Canary", name: "checkout", uid: "u", controller: true }] },
			"steered-by-flagger",
		],
		[
			"Argo Rollouts, which wrote it",
			{ managedFields: [{ manager: "rollouts-controller", fieldsV1: { "f:spec": {} } }] },
			"steered-by-argo-rollouts",
		],
	])("%s", (_who, metadata, rule) => {
		expect(obstacle(virtualService([istioRoute({ stable: 90, canary: 10 })], { metadata })).rule).toBe(rule);
	});
});

describe("what else leads to the canary", () => {
	it("is every other route that gives it weight or mirrors to it, and the tcp routes", () => {
		const object = virtualService(
			[
				istioRoute({ stable: 90, canary: 10 }, { name: "main" }),
				istioRoute({ canary: null }, { name: "testers" }),
				istioRoute({ stable: 100 }, { name: "mirrored", mirror: { host: "checkout", subset: "canary" } }),
				istioRoute({ stable: 100, canary: 0 }, { name: "none" }),
			],
			{ spec: { tcp: [{ route: [{ destination: { host: "checkout", subset: "canary" } }] }] } },
		);
		expect(split(object, { route: "main" }).elsewhere).toEqual(["http route testers", "http route mirrored", "tcp route 0"]);
	});
	it("is said of a mirror in the route itself", () => {
		const object = virtualService([
			istioRoute({ stable: 90, canary: 10 }, { mirrors: [{ destination: { host: "checkout", subset: "canary" } }] }),
		]);
		expect(split(object).warnings[0]).toContain("mirrors requests to canary");
	});
});

describe("what istiod reports", () => {
	const read = (status?: Parameters<typeof virtualService>[1]) => split(virtualService([istioRoute({ stable: 90, canary: 10 })], status));

	it("is unknown where it reports nothing", () => {
		expect(read().isTaken).toBeNull();
	});
	it.each([
		["4", true],
		["3", false],
	])("generation %s of 4: %s", (observedGeneration, isTaken) => {
		expect(read({ status: { observedGeneration } }).isTaken).toBe(isTaken);
	});
	it("may be a fault, by its code", () => {
		const validationMessages = [
			{ level: "ERROR", type: { code: "IST0101", name: "ReferencedResourceNotFound" } },
			{ level: "WARNING", type: { code: "IST0130" } },
		];
		expect(read({ status: { validationMessages } }).trouble).toBe("Istio finds faults in it: IST0101");
	});
});
