import { describe, expect, it } from "vitest";
import { isTraffic, kubernetesEndpoints, kubernetesSchema } from "../config.ts";
import { trafficPlace } from "./config.ts";

function place(form: object) {
	const config = kubernetesSchema.parse(form);
	if (!isTraffic(config)) throw new Error("it moves no traffic");
	return trafficPlace(config);
}

describe("the forms that move traffic", () => {
	it("are told apart from a workload, although a canary names a Deployment too", () => {
		expect(isTraffic(kubernetesSchema.parse({ deployment: "checkout" }))).toBe(false);
		expect(place({ service: "checkout", colours: ["blue", "green"] })).toMatchObject({ kind: "blue-green", place: { label: "version" } });
		const istio = { virtualService: "checkout", stable: "stable", canary: "canary", deployment: "checkout-canary" };
		expect(place(istio)).toMatchObject({ kind: "canary", place: { form: "istio", route: null, deployment: "checkout-canary" } });
		expect(place({ httpRoute: "checkout", rule: 0, stable: "a", canary: "b" })).toMatchObject({ place: { form: "gateway", route: 0 } });
	});
	it.each([
		[{ service: "checkout", colours: ["blue"] }],
		[{ service: "checkout", colours: ["blue", "blue"] }],
		[{ service: "checkout", colours: ["blue", "not a label"] }],
		[{ service: "checkout", colours: ["blue", "green"], label: "a/b/c" }],
		[{ virtualService: "checkout", stable: "stable" }],
		[{ virtualService: "checkout", stable: "same", canary: "same" }],
		[{ httpRoute: "checkout", stable: "same", canary: "same" }],
		[{ httpRoute: "checkout", rule: -1, stable: "a", canary: "b" }],
	])("refuse %j", (form) => {
		expect(kubernetesSchema.safeParse(form).success).toBe(false);
	});
	it("name every object that they change, so that two environments cannot share one", () => {
		const form = {
			virtualService: "checkout",
			route: "main",
			stable: "a",
			canary: "b",
			deployment: "checkout-canary",
			context: "prod",
			namespace: "shop",
		};
		expect(kubernetesEndpoints(kubernetesSchema.parse(form))).toEqual([
			"kubernetes:prod/shop/virtualservice/checkout#main",
			"kubernetes:prod/shop/deployment/checkout-canary",
		]);
	});
});
