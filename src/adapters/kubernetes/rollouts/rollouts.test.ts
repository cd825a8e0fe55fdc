import { describe, expect, it } from "vitest";
import type { Proposal } from "../../../core/adapter.ts";
import type { JsonObject } from "../../../core/json.ts";
import { clusterOf } from "../steering/objects.fixture.ts";
import { objectOf } from "../workload/pod-template.ts";
import type { Seen } from "../workload/reader.ts";
import { replicaSet, rollout } from "./objects.fixture.ts";
import { RolloutReader } from "./reader.ts";
import { ROLLOUT } from "./rollout.ts";
import { stateOfRollout } from "./state.ts";
import { proposeRollout } from "./steps.ts";

const SETS = {
	"replicasets/shop/checkout-v1": replicaSet(1, "v1"),
	"replicasets/shop/checkout-v2": replicaSet(2, "v2"),
	"replicasets/shop/checkout-v3": replicaSet(3, "v3"),
};

async function propose(object: JsonObject, tag: string, more: Readonly<Record<string, JsonObject>> = {}): Promise<Proposal> {
	const api = clusterOf({ "rollouts/shop/checkout": object, ...SETS, ...more });
	const seen = await new RolloutReader(api, "checkout").history();
	const to = { id: `checkout-${tag}`, label: tag, commit: null, digest: null, deployedAt: null, unavailable: null };
	return proposeRollout({ kind: "return", to }, seen, api.cluster);
}

function titles(proposal: Proposal): readonly string[] {
	return proposal.kind === "steps" ? proposal.steps.map(({ name }) => name) : [`${proposal.kind}`];
}

describe("returning an Argo Rollout", () => {
	it("aborts an update under way and goes back to the stable revision at once", async () => {
		const proposal = await propose(rollout("v3", "v2"), "v2");
		expect(titles(proposal)).toEqual(["abort", "undo"]);
		expect(proposal).toMatchObject({
			warnings: [],
			steps: [{ command: "kubectl argo rollouts abort checkout --context prod -n shop" }, { payload: { isWhole: true } }],
		});
	});

	it("does not abort twice", async () => {
		expect(titles(await propose(rollout("v3", "v2", { status: { abort: true, phase: "Degraded" } }), "v2"))).toEqual(["undo"]);
	});

	it("promotes fully where the bad version is stable already, and says that steps and analysis are skipped", async () => {
		const proposal = await propose(rollout("v3", "v3"), "v2");
		expect(titles(proposal)).toEqual(["undo", "promote"]);
		expect(proposal).toMatchObject({
			warnings: [expect.stringContaining("skips its steps, pauses and analysis")],
			steps: [{ payload: { isWhole: false } }, {}],
		});
		expect(titles(await propose(rollout("v3", "v3", { spec: { strategy: { canary: {} } } }), "v2"))).toEqual(["undo"]);
	});

	it("knows by the controller's hash what runs, though a Rollout's own template lacks the server's defaults", async () => {
		expect(await propose(rollout("v3", "v3"), "v3")).toMatchObject({ kind: "nothing" });
		const unseen = rollout("v3", "v3", { status: { observedGeneration: "4" } });
		expect(await propose(unseen, "v2")).toMatchObject({ kind: "refused", rule: "rollout-not-settled" });
	});

	it("refuses what is paused, and what is gone", async () => {
		expect(await propose(rollout("v3", "v3", { spec: { paused: true } }), "v2")).toMatchObject({ kind: "refused", rule: "rollout-paused" });
		expect(await propose(rollout("v3", "v3"), "v0")).toMatchObject({ kind: "refused", rule: "revision-gone" });
	});

	it("takes template and selector from the Deployment that it refers to", async () => {
		const { template, selector } = objectOf(rollout("v3", "v3")["spec"]);
		const referring = rollout("v3", "v3", {
			spec: { template: undefined, selector: undefined, workloadRef: { apiVersion: "apps/v1", kind: "Deployment", name: "pods" } },
		});
		const pods = { apiVersion: "apps/v1", metadata: { name: "pods", namespace: "shop" }, spec: { template, selector } };
		const api = clusterOf({ "rollouts/shop/checkout": referring, "deployments/shop/pods": pods });
		const reader = new RolloutReader(api, "checkout");
		expect((await reader.workload()).workload.selector).toBe("app=checkout");
		expect(reader.holder?.path).toMatchObject({ plural: "deployments", name: "pods" });
	});
});

describe("what a Rollout shows of its steps", () => {
	const seen = (object: JsonObject): Seen => ({ object, workload: ROLLOUT.read(object) });
	const place = { namespace: "shop", name: "checkout" };
	const workload = ROLLOUT.read(rollout("v3", "v3"));
	const to = ROLLOUT.revisionOf(replicaSet(2, "v2"), workload);
	const undo = (object: JsonObject, isWhole: boolean) =>
		stateOfRollout(seen(object), { kind: "rollout-undo", ...place, from: "checkout-v3", to: "checkout-v2", number: 2, isWhole }, to).state;
	const patched = (status: JsonObject) => rollout("v3", "v3", { spec: { template: to?.template }, metadata: { generation: 6 }, status });

	it("an undo: untouched, not yet taken up, taken up, rolled out", () => {
		expect(undo(rollout("v3", "v3"), true)).toBe("untouched");
		expect(undo(patched({}), true)).toBe("landing");
		const takenUp = patched({ observedGeneration: "6", currentPodHash: "v2", phase: "Progressing" });
		expect([undo(takenUp, true), undo(takenUp, false)]).toEqual(["landing", "landed"]);
		expect(undo(patched({ observedGeneration: "6", currentPodHash: "v2", stableRS: "v2" }), true)).toBe("landed");
	});

	it("an undo is not broken by the degradation of the bad revision, only by its own", () => {
		const degraded = (message: string) => patched({ observedGeneration: "6", currentPodHash: "v2", phase: "Degraded", message });
		expect(undo(degraded('ReplicaSet "checkout-v3" has timed out progressing.'), true)).toBe("landing");
		expect(undo(degraded('ReplicaSet "checkout-v2" has timed out progressing.'), true)).toBe("broken");
	});

	it("an undo is unknown when somebody else released", () => {
		expect(undo(rollout("v4", "v3"), true)).toBe("unknown");
	});

	it("an abort: to be done, done, and no longer needed once the undo has followed", () => {
		const abort = (object: JsonObject) =>
			stateOfRollout(seen(object), { kind: "rollout-abort", ...place, from: "checkout-v3" }, null).state;
		expect(abort(rollout("v3", "v2"))).toBe("untouched");
		expect(abort(rollout("v3", "v2", { status: { abort: true } }))).toBe("landed");
		expect(abort(rollout("v2", "v2"))).toBe("landed");
	});

	it("a promotion: to be done, on its way, done", () => {
		const promote = (object: JsonObject) =>
			stateOfRollout(seen(object), { kind: "rollout-promote", ...place, to: "checkout-v2" }, null).state;
		expect(promote(rollout("v2", "v3"))).toBe("untouched");
		expect(promote(rollout("v2", "v3", { status: { promoteFull: true } }))).toBe("landing");
		expect(promote(rollout("v2", "v2"))).toBe("landed");
		expect(promote(rollout("v4", "v3"))).toBe("unknown");
	});
});
