import { describe, expect, it } from "vitest";
import { configOf, faultsOf, withPlace } from "../text.fake.ts";

const PLACE = "services.shop.environments.production";
const TARGETS = ["eu", "us", "ap"].map((name) => `  - { name: ${name}, pm2: { app: shop-${name}, releases: r } }`);

/** A place with three targets; each line is one batch. */
function inBatches(...batches: readonly string[]): string {
	return withPlace(["targets:", ...TARGETS, "batches:", ...batches.map((batch) => `  - ${batch}`)].join("\n"));
}

describe("batches", () => {
	it("hold the targets in the order they are rolled back, with the gate's checks and signals by name", () => {
		const gate = "{ ready: { http: http://eu/ready }, errors: { prometheus: { server: http://prom, errors: a, requests: b } } }";
		expect(configOf(inBatches(`{ targets: [eu], gate: ${gate} }`, "{ targets: [us, ap] }")).services[0]?.batches).toEqual([
			{
				targets: ["eu"],
				gate: [
					{ name: "ready", kind: "http", settings: "http://eu/ready" },
					{ name: "errors", kind: "prometheus", settings: { server: "http://prom", errors: "a", requests: "b" } },
				],
			},
			{ targets: ["us", "ap"], gate: [] },
		]);
	});
	it("are none when nothing is said", () => {
		expect(configOf(withPlace(["targets:", ...TARGETS].join("\n"))).services[0]?.batches).toEqual([]);
	});

	it.each([
		["a target that is not there", ["{ targets: [eu, uss, ap] }"], "[0].targets[1]", 'There is no target "uss" in this place.'],
		[
			"a target twice",
			["{ targets: [eu, us] }", "{ targets: [ap, eu] }"],
			"[1].targets[1]",
			`"eu" is in ${PLACE}.batches[0].targets[0] already.`,
		],
		["a target that was forgotten", ["{ targets: [eu] }"], "", "us, ap are in no batch."],
		["an empty batch", ["{ targets: [eu, us, ap] }", "{ targets: [] }"], "[1].targets", ""],
		["a check of no kind", ["{ targets: [eu, us, ap], gate: { ready: { htp: http://eu } } }"], "[0].gate.ready.htp", "There is no"],
		["a check of two kinds", ["{ targets: [eu, us, ap], gate: { ready: {} } }"], "[0].gate.ready", "It names no"],
		[
			"a name that is not safe",
			["{ targets: [eu, us, ap], gate: { 'a b': { http: http://eu } } }"],
			'[0].gate["a b"]',
			'Found the name "a b"',
		],
		["a key that is not there", ["{ targets: [eu, us, ap], gates: {} }"], "[0].gates", "There is no key `gates` here."],
	])("%s is a fault", (_what, batches, path, message) => {
		const faults = faultsOf(inBatches(...batches));
		expect(faults).toContainEqual(expect.objectContaining({ path: `${PLACE}.batches${path}`, message: expect.stringContaining(message) }));
	});
	it("names the nearest target", () => {
		const [fault] = faultsOf(inBatches("{ targets: [eu, uss, ap] }", "{ targets: [us] }"));
		expect(fault?.fix).toBe("Did you mean `us`? Known targets: eu, us, ap.");
	});
});
