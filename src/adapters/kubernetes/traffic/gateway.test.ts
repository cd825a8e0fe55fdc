import { describe, expect, it } from "vitest";
import { gatewayRule, httpRoute, parent } from "./canary-objects.fixture.ts";
import { GATEWAY } from "./gateway.ts";
import type { CanaryPlace } from "./place.ts";
import { isObstacle, type Split, sharesOf, weightsPatch, withoutCanary } from "./split.ts";

const PLACE: CanaryPlace = {
	form: "gateway",
	name: "checkout",
	route: null,
	stable: "checkout",
	canary: "checkout-canary",
	deployment: null,
	container: null,
	gitops: "refuse",
};

function split(object: ReturnType<typeof httpRoute>, place: Partial<CanaryPlace> = {}): Split {
	const read = GATEWAY.read(object, { ...PLACE, ...place });
	if (isObstacle(read)) throw new Error(read.reason);
	return read;
}

describe("an HTTPRoute's rule", () => {
	it("has relative weights, each 1 when left out, and their sum stays", () => {
		const shares = sharesOf(split(httpRoute([gatewayRule({ checkout: null, "checkout-canary": null })])));
		expect(shares).toEqual({ stable: 1, canary: 1 });
		expect(withoutCanary(shares)).toEqual({ stable: 2, canary: 0 });
	});
	it("is found by name or by place", () => {
		const object = httpRoute([gatewayRule({ other: 1 }), gatewayRule({ checkout: 9, "checkout-canary": 1 }, { name: "pages" })]);
		for (const route of ["pages", 1]) {
			expect(weightsPatch(split(object, { route }), { stable: 10, canary: 0 })).toMatchObject({
				operations: [
					{ op: "test", path: "/metadata/resourceVersion" },
					{ op: "add", path: "/spec/rules/1/backendRefs/0/weight", value: 10 },
					{ op: "add", path: "/spec/rules/1/backendRefs/1/weight", value: 0 },
				],
			});
		}
	});
	it("leaves a backend that is no Service alone, whatever its name", () => {
		const bucket = { group: "storage.example.com", kind: "Bucket", name: "checkout-canary", weight: 5 };
		const object = httpRoute([gatewayRule({}, { backendRefs: [{ name: "checkout", port: 80, weight: 5 }, bucket] })]);
		expect(split(object)).toMatchObject({ canary: null, others: 5 });
	});
	it("tells of the other rules that give the canary traffic", () => {
		const mirror = { filters: [{ type: "RequestMirror", requestMirror: { backendRef: { name: "checkout-canary", port: 80 } } }] };
		const object = httpRoute([
			gatewayRule({ checkout: 9, "checkout-canary": 1 }, { name: "pages" }),
			gatewayRule({ "checkout-canary": null }),
			gatewayRule({ checkout: 1 }, mirror),
		]);
		expect(split(object, { route: "pages" }).elsewhere).toEqual(["rule 1", "rule 2"]);
	});
	it("is not moved while Argo Rollouts' plugin runs a canary with it", () => {
		const metadata = { labels: { "rollouts.argoproj.io/gatewayapi-canary": "in-progress" } };
		expect(GATEWAY.read(httpRoute([gatewayRule({ checkout: 9, "checkout-canary": 1 })], { metadata }), PLACE)).toMatchObject({
			rule: "steered-by-argo-rollouts",
		});
	});
});

describe("what the Gateways say", () => {
	const read = (...parents: readonly ReturnType<typeof parent>[]) =>
		split(httpRoute([gatewayRule({ checkout: 9, "checkout-canary": 1 })], { status: { parents } }));

	it("it is taken when all of them accepted the newest generation", () => {
		expect(read(parent({}), parent({}))).toMatchObject({ isTaken: true, trouble: null });
	});
	it("an older generation is not the newest", () => {
		expect(read(parent({}), parent({ generation: 3 })).isTaken).toBe(false);
	});
	it("one that does not accept it is told with its reason", () => {
		expect(read(parent({}), parent({ accepted: "False" }))).toMatchObject({
			isTaken: false,
			trouble: "Gateway public says Accepted=False (NoMatchingParent): it is False",
		});
	});
	it("a backend that cannot be resolved is told", () => {
		expect(read(parent({ resolved: "False" })).trouble).toContain("ResolvedRefs=False");
	});
	it("nobody at all: the route goes nowhere", () => {
		expect(read()).toMatchObject({ isTaken: false, trouble: "no Gateway has taken it up" });
	});
});
