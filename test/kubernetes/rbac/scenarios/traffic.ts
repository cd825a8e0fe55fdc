import type { JsonObject } from "../../../../src/core/json.ts";
import { metadataOf } from "../../../../src/testing/kubernetes/stub-store.ts";
import type { World } from "../../world.ts";
import { returnTo, type Scenario, type Stage } from "../scenario.ts";

/** Switching a Service to a colour that sleeps, and back. */
export const blueGreen: Scenario = {
	title: "a Service between two colours",
	form: "service",
	own: "blue-green",
	slower: ["watch services by name", "watch endpointslices.discovery.k8s.io", "watch deployments.apps by name", "watch pods"],
	under: ["read", "blue-green"],
	async prepare(world) {
		const objects = [
			deployment(world, "shop-blue", "v1", { app: "shop", colour: "blue" }, 0),
			deployment(world, "shop-green", "v2", { app: "shop", colour: "green" }, 1),
			service("shop", { app: "shop", colour: "green" }),
		];
		const config = { service: "shop", colours: ["blue", "green"], label: "colour" };
		const live = async () => await world.kubectl("get", "service", "shop", "-o", "jsonpath={.spec.selector.colour}");
		return await staged(world, objects, config, ["shop-blue", "shop-green"], live, ["blue", "green"]);
	},
};

/** Taking an Istio canary's traffic and pods away, and giving both back. */
export const istio: Scenario = {
	title: "an Istio canary",
	form: "virtualService",
	own: "canary-istio",
	slower: ["watch virtualservices.networking.istio.io by name", "watch deployments.apps by name", "watch pods"],
	under: ["read", "canary-istio"],
	async prepare(world) {
		await world.install("istio");
		const names = ["stable", "canary"];
		const subsets = names.map((name) => ({ name, labels: { version: name } }));
		const http = [{ route: names.map((subset) => ({ destination: { host: "shop", subset }, weight: 50 })) }];
		const objects = [
			...sides(world),
			{ apiVersion: "networking.istio.io/v1", kind: "DestinationRule", metadata: { name: "shop" }, spec: { host: "shop", subsets } },
			{ apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: { name: "shop" }, spec: { hosts: ["shop"], http } },
		];
		const config = { virtualService: "shop", stable: "stable", canary: "canary", deployment: "shop-canary" };
		const live = async () => await world.kubectl("get", "virtualservice", "shop", "-o", "jsonpath={.spec.http[0].route[*].weight}");
		return await staged(world, objects, config, ["shop-stable", "shop-canary"], live, ["stable", "canary"]);
	},
};

/** The same by the Gateway API; the Gateway's controller is played. */
export const gatewayApi: Scenario = {
	title: "a Gateway API canary",
	form: "httpRoute",
	own: "canary-gateway-api",
	slower: ["watch httproutes.gateway.networking.k8s.io by name", "watch deployments.apps by name", "watch pods"],
	under: ["read", "canary-gateway-api"],
	async prepare(world) {
		await world.install("gateway-api");
		const backendRefs = ["shop-stable", "shop-canary"].map((name) => ({ name, port: 80, weight: 5 }));
		const spec = { parentRefs: [{ name: "public" }], rules: [{ backendRefs }] };
		const objects = [...sides(world), { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: { name: "shop" }, spec }];
		const config = { httpRoute: "shop", stable: "shop-stable", canary: "shop-canary", deployment: "shop-canary" };
		const live = async () => await world.kubectl("get", "httproute", "shop", "-o", "jsonpath={.spec.rules[0].backendRefs[*].weight}");
		const stage = await staged(world, objects, config, ["shop-stable", "shop-canary"], live, ["stable", "canary"]);
		return { ...stage, play: async () => await accept(world) };
	},
};

async function staged(
	world: World,
	objects: readonly JsonObject[],
	config: JsonObject,
	deployments: readonly string[],
	live: () => Promise<string>,
	[there = "", back = ""]: readonly string[],
): Promise<Stage> {
	const reset = async () => {
		await world.apply(...objects);
		for (const name of deployments) await world.kubectl("rollout", "status", "deployment", name, "--timeout=100s");
	};
	await reset();
	return {
		config,
		hasWayBack: true,
		goal: async (target, undoing) => await returnTo(target, undoing.length > 0 ? back : there, undoing),
		live,
		reset,
	};
}

function sides(world: World): readonly JsonObject[] {
	return [
		deployment(world, "shop-stable", "v1", { app: "shop", version: "stable" }, 1),
		deployment(world, "shop-canary", "v2", { app: "shop", version: "canary" }, 1),
		service("shop", { app: "shop" }),
		service("shop-stable", { app: "shop", version: "stable" }),
		service("shop-canary", { app: "shop", version: "canary" }),
	];
}

function deployment(world: World, name: string, tag: string, labels: JsonObject, replicas: number): JsonObject {
	const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: world.image(name, tag) }] } };
	return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name }, spec: { replicas, selector: { matchLabels: labels }, template } };
}

function service(name: string, selector: JsonObject): JsonObject {
	return { apiVersion: "v1", kind: "Service", metadata: { name }, spec: { selector, ports: [{ port: 80 }] } };
}

/** What a Gateway's controller would write of the route as it is. */
async function accept(world: World): Promise<void> {
	const observedGeneration = Number(metadataOf(await world.live("httproute", "shop"))["generation"]);
	const lastTransitionTime = new Date().toISOString();
	const conditions = ["Accepted", "ResolvedRefs"].map((type) => ({
		type,
		status: "True",
		reason: type,
		message: "",
		lastTransitionTime,
		observedGeneration,
	}));
	const parents = [{ parentRef: { name: "public" }, controllerName: "example.com/test", conditions }];
	const patch = JSON.stringify({ status: { parents } });
	await world.kubectl("patch", "httproute", "shop", "--subresource=status", "--type=merge", "-p", patch);
}
