import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Proposal } from "../../../core/adapter.ts";
import type { JsonObject } from "../../../core/json.ts";
import { adapterContext } from "../../../testing/adapter-context.ts";
import { metadataOf, partOf } from "../../../testing/kubernetes/stub-store.ts";
import { bringAbout, callFor, stepsOf } from "../../../testing/step-driver.ts";
import { BlueGreenTarget } from "./blue-green-target.ts";
import { colourDeployment, colourService } from "./objects.fixture.ts";
import { type StubCluster, settled, startStubCluster, stubConnection } from "./stub-cluster.fixture.ts";

const BLUE = { id: "blue:v1", label: "v1", commit: null, digest: null, deployedAt: null, unavailable: null };

let cluster: StubCluster;
let target: BlueGreenTarget;

/** Green is live with v2, blue has v1. */
async function world(blue: Parameters<typeof colourDeployment>[2], service: Parameters<typeof colourService>[1] = {}): Promise<void> {
	const { store } = cluster.stub;
	store.put("deployments", colourDeployment("blue", "checkout:v1", { at: "2026-11-10T00:00:00Z", ...blue }));
	store.put("deployments", colourDeployment("green", "checkout:v2", { at: "2026-11-20T00:00:00Z", replicas: 3 }));
	store.put("services", colourService("green", service));
	await settled(cluster);
}

const selected = () => partOf(partOf(cluster.stub.store.get("services", "checkout"), "spec"), "selector");
const toBlue = (): Promise<Proposal> => target.propose({ kind: "return", to: BLUE });

beforeEach(async () => {
	cluster = await startStubCluster();
	const place = { service: "checkout", colours: ["blue", "green"], label: "version", container: null, gitops: "refuse" } as const;
	target = new BlueGreenTarget(place, await stubConnection(cluster.place), adapterContext(cluster.place.directory));
});
afterEach(() => cluster.stop());

describe("the switch", () => {
	it("changes one label of the selector, keeps the other colour, and says so", async () => {
		await world({ replicas: 3 });
		const proposal = await toBlue();
		await bringAbout(target, stepsOf("kubernetes", proposal));
		expect(selected()).toEqual({ app: "checkout", version: "blue" });
		expect(partOf(cluster.stub.store.get("deployments", "checkout-green"), "spec")["replicas"]).toBe(3);
		expect(proposal).toMatchObject({
			notChanged: expect.arrayContaining([expect.stringContaining("The pods of green:v2 stay as they are")]),
		});
	});
	it("first brings a colour that sleeps to as many pods as the live one has", async () => {
		await world({ replicas: 0 });
		const steps = stepsOf("kubernetes", await toBlue());
		expect(steps.map(({ title }) => title)).toEqual([
			"Bring checkout-blue from 0 pods to 3, as many as green is meant to have",
			"Switch Service checkout from green:v2 to blue:v1",
		]);
		await bringAbout(target, steps);
		expect((await target.current()).id).toBe("blue:v1");
		expect(cluster.stub.store.list("pods").filter((pod) => partOf(metadataOf(pod), "labels")["version"] === "blue").length).toBe(3);
	});
	it("is not made when the colour lost its pods after the plan", async () => {
		await world({ replicas: 3 });
		const [step] = stepsOf("kubernetes", await toBlue());
		const { store } = cluster.stub;
		store.put("deployments", { ...store.get("deployments", "checkout-blue"), spec: { ...colourSpec("blue"), replicas: 1 } });
		await settled(cluster);
		if (step === undefined) throw new Error("no step");
		await expect(target.apply(step, callFor())).rejects.toThrow("only 1 of 3 pods of blue:v1 is ready: it was not switched");
		expect(selected()["version"]).toBe("green");
	});
	it("is not made when another version was deployed into the colour after the plan", async () => {
		await world({ replicas: 3 });
		const [step] = stepsOf("kubernetes", await toBlue());
		const { store } = cluster.stub;
		const deployed = colourDeployment("blue", "checkout:v3", { replicas: 3 });
		store.put("deployments", { ...store.get("deployments", "checkout-blue"), spec: deployed["spec"] ?? {} });
		if (step === undefined) throw new Error("no step");
		await expect(target.apply(step, callFor())).rejects.toThrow("it holds blue:v3 and no longer blue:v1");
		expect(selected()["version"]).toBe("green");
	});
	it("is sent again when only something else of the Service was written meanwhile", async () => {
		await world({ replicas: 3 });
		const steps = stepsOf("kubernetes", await toBlue());
		const { store } = cluster.stub;
		const service = store.get("services", "checkout");
		store.put("services", { ...service, metadata: { ...metadataOf(service), labels: { touched: "yes" } } });
		await bringAbout(target, steps);
		expect(metadataOf(store.get("services", "checkout"))["labels"]).toEqual({ touched: "yes" });
		expect(selected()["version"]).toBe("blue");
	});
});

describe("refused, with the fix", () => {
	const refusals: readonly (readonly [what: string, rule: string, service: Parameters<typeof colourService>[1]])[] = [
		["no selector", "service-without-selector", { spec: { selector: {} } }],
		["a selector without the label", "label-not-selected", { spec: { selector: { app: "checkout" } } }],
		["a Service that leads elsewhere", "service-external", { spec: { type: "ExternalName", externalName: "shop.example.com" } }],
		["a colour that the config does not know", "unknown-colour", { spec: { selector: { app: "checkout", version: "red" } } }],
		[
			"Argo Rollouts steering the Service",
			"steered-by-argo-rollouts",
			{ metadata: { ...serviceMetadata(), annotations: { "argo-rollouts.argoproj.io/managed-by-rollouts": "checkout" } } },
		],
	];
	it.each(refusals)("%s", async (_what, rule, service) => {
		await world({}, service);
		const proposal = await toBlue();
		expect(proposal).toMatchObject({ kind: "refused", rule, fix: expect.stringMatching(/\w/) });
	});
	it("no pod of the colour is ready although they are meant to be there, with what the cluster says of them", async () => {
		await world({ replicas: 3 });
		const { store } = cluster.stub;
		for (const pod of store.list("pods").filter((one) => partOf(metadataOf(one), "labels")["version"] === "blue")) {
			const waiting = { name: "checkout", state: { waiting: { reason: "ImagePullBackOff", message: "not found" } } };
			store.put("pods", {
				...pod,
				status: { phase: "Pending", conditions: [{ type: "Ready", status: "False" }], containerStatuses: [waiting] },
			});
		}
		const proposal = await toBlue();
		expect(proposal).toMatchObject({ kind: "refused", rule: "colour-not-ready" });
		expect(JSON.stringify(proposal)).toContain("None of 3 pods of blue:v1 is ready");
		expect(JSON.stringify(proposal)).toContain("ImagePullBackOff");
	});
	it("a version that was deployed over", async () => {
		await world({});
		expect(await target.propose({ kind: "return", to: { ...BLUE, id: "blue:v0" } })).toMatchObject({
			kind: "refused",
			rule: "release-gone",
		});
	});
	it("a redeploy, which a switch cannot be", async () => {
		await world({});
		const to = { ...BLUE, id: "green:v2" };
		expect(await target.propose({ kind: "return", to, force: true })).toMatchObject({ kind: "refused", rule: "cannot-force" });
	});
});

it("says what a sticky or a headless Service means for clients", async () => {
	await world({ replicas: 3 }, { spec: { sessionAffinity: "ClientIP", clusterIP: "None" } });
	const proposal = await toBlue();
	if (proposal.kind !== "steps") throw new Error("it can be switched");
	expect(proposal.warnings.join("\n")).toMatch(/session affinity[\s\S]*headless/);
});

it("a colour that was deployed after the last switch was never live", async () => {
	const { store } = cluster.stub;
	store.put("deployments", colourDeployment("blue", "checkout:v3", { at: "2026-11-23T00:00:00Z" }));
	store.put("deployments", colourDeployment("green", "checkout:v2", { at: "2026-11-20T00:00:00Z" }));
	store.put("services", colourService("green"));
	const history = await target.history(10);
	expect(history.map(({ id, wasLive, deployedAt }) => ({ id, wasLive, deployedAt }))).toEqual([
		{ id: "blue:v3", wasLive: false, deployedAt: "2026-11-23T00:00:00Z" },
		{ id: "green:v2", wasLive: undefined, deployedAt: "2026-11-22T00:00:00Z" },
	]);
});

function colourSpec(colour: string): JsonObject {
	return partOf(colourDeployment(colour, "checkout:v1"), "spec");
}

function serviceMetadata(): JsonObject {
	return metadataOf(colourService("green"));
}
