import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { kubernetesAdapter } from "../../src/adapters/kubernetes/index.ts";
import { connectKubernetes } from "../../src/adapters/kubernetes/kubeconfig/connect.ts";
import { CanaryReader } from "../../src/adapters/kubernetes/traffic/canary-reader.ts";
import { trafficPlace } from "../../src/adapters/kubernetes/traffic/config.ts";
import { trafficPayloadOf } from "../../src/adapters/kubernetes/traffic/payload.ts";
import { weightsChange } from "../../src/adapters/kubernetes/traffic/weights.ts";
import type { VersionedTarget } from "../../src/core/adapter.ts";
import type { JsonObject, JsonValue } from "../../src/core/json.ts";
import type { Step } from "../../src/core/step.ts";
import { adapterContext } from "../../src/testing/adapter-context.ts";
import { metadataOf, partOf } from "../../src/testing/kubernetes/stub-store.ts";
import { bringAbout, callFor, stepsOf } from "../../src/testing/step-driver.ts";
import { openWorld, type World } from "./world.ts";

let world: World;

beforeEach(async () => {
	world = await openWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

async function connect(form: JsonObject): Promise<VersionedTarget> {
	const config = kubernetesAdapter.schema.parse({ ...form, kubeconfig: world.kubeconfig });
	const target = await kubernetesAdapter.connect(config, adapterContext("/"));
	if (target.kind !== "versioned") throw new Error("traffic has releases");
	return target;
}

async function stepsTo(target: VersionedTarget, id: string, undoing?: readonly JsonValue[]): Promise<readonly Step[]> {
	const to = (await target.history(10)).find((release) => release.id.startsWith(id));
	if (to === undefined) throw new Error(`no ${id} among ${JSON.stringify(await target.history(10))}`);
	return stepsOf("kubernetes", await target.propose({ kind: "return", to, ...(undoing === undefined ? {} : { undoing }) }));
}

function deployment(name: string, tag: string, labels: JsonObject, replicas: number): JsonObject {
	const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: world.image(name, tag) }] } };
	return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name }, spec: { replicas, selector: { matchLabels: labels }, template } };
}

function service(name: string, selector: JsonObject): JsonObject {
	return { apiVersion: "v1", kind: "Service", metadata: { name }, spec: { selector, ports: [{ port: 80 }] } };
}

async function rolledOut(...names: readonly string[]): Promise<void> {
	for (const name of names) await world.kubectl("rollout", "status", "deployment", name, "--timeout=100s");
}

const specOf = async (kind: string, name: string) => partOf(await world.live(kind, name), "spec");

describe("blue-green", () => {
	beforeEach(async () => {
		await world.apply(
			deployment("shop-blue", "v1", { app: "shop", colour: "blue" }, 0),
			deployment("shop-green", "v2", { app: "shop", colour: "green" }, 2),
			service("shop", { app: "shop", colour: "green" }),
		);
		await rolledOut("shop-blue", "shop-green");
	});

	test("a sleeping colour is woken, the Service switched, and its endpoints are exactly that colour's pods", async () => {
		const target = await connect({ service: "shop", colours: ["blue", "green"], label: "colour" });
		expect((await target.current()).id).toMatch(/^green:/);
		const steps = await stepsTo(target, "blue:");
		expect(steps.map(({ id }) => id)).toEqual(["1-scale-up-shop-blue", "2-switch"]);
		await bringAbout(target, steps);
		expect((await specOf("service", "shop"))["selector"]).toEqual({ app: "shop", colour: "blue" });
		const slices = await world.kubectl(
			"get",
			"endpointslices",
			"-l",
			"kubernetes.io/service-name=shop",
			"-o",
			"jsonpath={.items[*].endpoints[*].targetRef.name}",
		);
		expect(slices.split(" ").filter((name) => name.startsWith("shop-blue-")).length).toBe(2);
		expect(slices).not.toContain("shop-green-");
		expect((await specOf("deployment", "shop-green"))["replicas"]).toBe(2);
		expect((await target.check(AbortSignal.timeout(20_000))).filter(({ ok }) => !ok)).toEqual([]);
	});

	test("a switch by somebody else meanwhile is not switched over", async () => {
		const target = await connect({ service: "shop", colours: ["blue", "green", "red"], label: "colour" });
		const [grow, step] = await stepsTo(target, "blue:");
		if (grow === undefined || step === undefined) throw new Error("two steps");
		await bringAbout(target, [grow]);
		await world.kubectl("patch", "service", "shop", "-p", '{"spec":{"selector":{"colour":"red"}}}');
		await expect(target.apply(step, callFor())).rejects.toThrow("somebody else switched meanwhile");
		expect((await specOf("service", "shop"))["selector"]).toEqual({ app: "shop", colour: "red" });
	});

	test("the hand commands do the same", async () => {
		const target = await connect({ service: "shop", colours: ["blue", "green"], label: "colour" });
		const [grow, step] = await stepsTo(target, "blue:");
		if (grow === undefined || step === undefined) throw new Error("two steps");
		await world.kubectl("scale", "deployment/shop-blue", "--replicas=2", "--current-replicas=0");
		await rolledOut("shop-blue");
		const [, patch = ""] = /--patch '(.*)' --kubeconfig/.exec(step.command) ?? [];
		await world.kubectl("patch", "service", "shop", "--type=json", "--patch", patch);
		await expect.poll(async () => (await target.observe(step, callFor())).state, { timeout: 20_000 }).toBe("landed");
		expect((await target.observe(grow, callFor())).state).toBe("landed");
	});
});

describe("canary", () => {
	beforeEach(async () => {
		await world.apply(
			deployment("shop-stable", "v1", { app: "shop", version: "stable" }, 2),
			deployment("shop-canary", "v2", { app: "shop", version: "canary" }, 1),
			service("shop", { app: "shop" }),
			service("shop-stable", { app: "shop", version: "stable" }),
			service("shop-canary", { app: "shop", version: "canary" }),
		);
		await rolledOut("shop-stable", "shop-canary");
	});

	test("Istio: only the named route's two weights change, the canary's pods go, and an undone run gives all of it back", async () => {
		await world.install("istio");
		const destinations = (...weights: readonly number[]) =>
			["stable", "canary", "old"].flatMap((subset, index) =>
				weights[index] === undefined ? [] : [{ destination: { host: "shop", subset }, weight: weights[index] }],
			);
		const subsets = ["stable", "canary", "old"].map((name) => ({ name, labels: { version: name } }));
		const http = [
			{ name: "admin", match: [{ uri: { prefix: "/admin" } }], route: destinations(100, 0) },
			{ name: "main", timeout: "3s", route: destinations(60, 30, 10), corsPolicy: { allowMethods: ["GET"] } },
		];
		await world.apply(
			{ apiVersion: "networking.istio.io/v1", kind: "DestinationRule", metadata: { name: "shop" }, spec: { host: "shop", subsets } },
			{ apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: { name: "shop" }, spec: { hosts: ["shop"], http } },
		);
		const target = await connect({ virtualService: "shop", route: "main", stable: "stable", canary: "canary", deployment: "shop-canary" });
		const before = await specOf("virtualservice", "shop");
		const steps = await stepsTo(target, "stable:");
		await bringAbout(target, steps);
		expect(await specOf("virtualservice", "shop")).toEqual({ ...before, http: [http[0], { ...http[1], route: destinations(90, 0, 10) }] });
		expect((await specOf("deployment", "shop-canary"))["replicas"]).toBe(0);
		expect((await target.current()).id).toMatch(/^stable:/);
		await bringAbout(
			target,
			await stepsTo(
				target,
				"canary:",
				steps.map(({ undo }) => undo),
			),
		);
		expect(await specOf("virtualservice", "shop")).toEqual(before);
		expect((await specOf("deployment", "shop-canary"))["replicas"]).toBe(1);
		expect((await target.check(AbortSignal.timeout(20_000))).filter(({ ok }) => !ok)).toEqual([]);
	});

	test("a patch that somebody overtook is refused by the server; planned weights still land on the newer object", async () => {
		await world.install("istio");
		const route = ["stable", "canary"].map((subset) => ({ destination: { host: "shop", subset }, weight: 50 }));
		await world.apply({
			apiVersion: "networking.istio.io/v1",
			kind: "VirtualService",
			metadata: { name: "shop" },
			spec: { hosts: ["shop"], http: [{ route }] },
		});
		const target = await connect({ virtualService: "shop", stable: "stable", canary: "canary" });
		const steps = await stepsTo(target, "stable:");
		const place = trafficPlace({ virtualService: "shop", stable: "stable", canary: "canary", gitops: "refuse" });
		const payload = trafficPayloadOf(steps[0] ?? { id: "none", payload: null });
		if (place.kind !== "canary" || payload.kind !== "weights") throw new Error("it is a canary's weights");
		const api = await connectKubernetes({ context: null, namespace: null, kubeconfig: world.kubeconfig }, adapterContext("/"));
		const change = weightsChange(api, new CanaryReader(api, place.place), payload);
		const seen = await change.read({});
		await world.kubectl("label", "virtualservice", "shop", "touched=yes");
		await expect(change.write(seen, {})).rejects.toMatchObject({ code: expect.stringMatching(/^kubernetes\.(conflict|invalid)$/) });
		expect(change.versionOf(await change.read({}))).not.toBe(change.versionOf(seen));
		await bringAbout(target, steps);
		expect(partOf(metadataOf(await world.live("virtualservice", "shop")), "labels")).toEqual({ touched: "yes" });
		expect((await specOf("virtualservice", "shop"))["http"]).toMatchObject([{ route: [{ weight: 100 }, { weight: 0 }] }]);
	});

	test("Gateway API: the relative weight moves, and it lands when the Gateway has accepted that generation", async () => {
		await world.install("gateway-api");
		const backendRefs = [
			{ name: "shop-stable", port: 80, weight: 9 },
			{ name: "shop-canary", port: 80 },
		];
		const spec = { parentRefs: [{ name: "public" }], rules: [{ backendRefs }] };
		await world.apply({ apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: { name: "shop" }, spec });
		const target = await connect({ httpRoute: "shop", stable: "shop-stable", canary: "shop-canary", deployment: "shop-canary" });
		const [weights, scale] = await stepsTo(target, "stable:");
		if (weights === undefined || scale === undefined) throw new Error("two steps");
		await target.apply(weights, callFor());
		expect(await target.observe(weights, callFor())).toEqual({
			state: "landing",
			detail: "stable 10, canary 0; no Gateway has taken it up",
		});
		await accept(Number(metadataOf(await world.live("httproute", "shop"))["generation"]));
		expect((await target.observe(weights, callFor())).state).toBe("landed");
		await bringAbout(target, [scale]);
		expect((await specOf("deployment", "shop-canary"))["replicas"]).toBe(0);
	});

	/** What a Gateway's controller, which does not run here, would write. */
	async function accept(observedGeneration: number): Promise<void> {
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
		await world.kubectl(
			"patch",
			"httproute",
			"shop",
			"--subresource=status",
			"--type=merge",
			"-p",
			JSON.stringify({ status: { parents } }),
		);
	}
});
