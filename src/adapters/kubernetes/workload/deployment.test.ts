import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { DEPLOYMENT } from "./deployment.ts";
import { deployment, replicaSet, template } from "./objects.fixture.ts";
import { isSameTemplate } from "./pod-template.ts";

const V1 = template("checkout:v1");
const V2 = template("checkout:v2");
const READ = DEPLOYMENT.read(deployment(V2));

describe("a Deployment's revisions", () => {
	it("are its ReplicaSets, by their annotation", () => {
		const revision = DEPLOYMENT.revisionOf(replicaSet(2, V1), READ);
		expect(revision).toMatchObject({ name: "checkout-hash2", number: 2, changeCause: "release 2", createdAt: "2026-11-22T00:00:00Z" });
	});
	it("are not those of another Deployment with the same labels, nor of nobody, nor one without a number", () => {
		const owner = { apiVersion: "apps/v1", kind: "Deployment", name: "checkout", uid: "another", controller: true };
		expect(DEPLOYMENT.revisionOf(replicaSet(2, V1, { ownerReferences: [owner] }), READ)).toBeNull();
		expect(DEPLOYMENT.revisionOf(replicaSet(2, V1, { ownerReferences: [] }), READ)).toBeNull();
		expect(DEPLOYMENT.revisionOf(replicaSet(2, V1, { annotations: {} }), READ)).toBeNull();
	});
});

describe("putting a revision back", () => {
	const revision = DEPLOYMENT.revisionOf(replicaSet(2, V1), READ);
	if (revision === null) throw new Error("it is a revision");
	const patch = DEPLOYMENT.undoPatch(READ, revision);

	it("is kubectl's patch: the template without its hash, the revision's annotations, and those that are the Deployment's own", () => {
		expect(patch).toEqual({
			kind: "json",
			operations: [
				{ op: "test", path: "/metadata/resourceVersion", value: "42" },
				{ op: "replace", path: "/spec/template", value: V1 },
				{
					op: "replace",
					path: "/metadata/annotations",
					value: {
						"deployment.kubernetes.io/revision": "3",
						"kubectl.kubernetes.io/last-applied-configuration": "{}",
						"kubernetes.io/change-cause": "release 2",
					},
				},
			],
		});
	});
});

it("keeps the note that it is stopped when it is returned meanwhile, and takes none over from a ReplicaSet, which the controller copied one to", () => {
	const note = { "backout.dev/replicas": "3", "backout.dev/stopped-at": "2026-11-21T03:00:00.000Z" };
	const stale = { "deployment.kubernetes.io/revision": "2", "backout.dev/replicas": "9" };
	const from = (own: JsonObject) => DEPLOYMENT.read(deployment(V2, { metadata: { annotations: own } }));
	const revision = DEPLOYMENT.revisionOf(replicaSet(2, V1, { annotations: stale }), READ);
	if (revision === null) throw new Error("no revision");
	const annotations = (own: JsonObject) => {
		const patch = DEPLOYMENT.undoPatch(from(own), revision);
		return patch.kind === "json" ? patch.operations.at(-1)?.["value"] : null;
	};
	expect(annotations(note)).toEqual(note);
	expect(annotations({})).toEqual({});
});

it("says of a paused Deployment that nothing would roll out, and how it goes on", () => {
	const { obstacle } = DEPLOYMENT.read(deployment(V2, { spec: { paused: true } }));
	expect(obstacle?.rule).toBe("deployment-paused");
	const fix = obstacle?.fix({ context: "prod", kubeconfig: null, namespace: "shop", server: "https://10.0.0.1" });
	expect(fix).toContain("Resuming rolls out the template that is in place now");
	expect(fix).toContain("kubectl rollout resume deployment/checkout --context prod -n shop");
});

describe("templates", () => {
	it("are the same whatever ReplicaSet they came from, and however their keys are ordered", () => {
		const kept = replicaSet(2, V1)["spec"];
		expect(isSameTemplate(V1, (kept as { template: typeof V1 }).template)).toBe(true);
		expect(isSameTemplate(V1, { spec: V1["spec"] ?? null, metadata: V1["metadata"] ?? null })).toBe(true);
	});
	it("differ by an image, a label, an annotation", () => {
		expect(isSameTemplate(V1, V2)).toBe(false);
		expect(isSameTemplate(V1, template("checkout:v1", { metadata: { labels: { app: "checkout", tier: "web" } } }))).toBe(false);
		expect(isSameTemplate(V1, template("checkout:v1", { metadata: { labels: { app: "checkout" }, annotations: { a: "b" } } }))).toBe(false);
	});
});

describe("a roll-out", () => {
	const rollout = (status: Parameters<typeof deployment>[1], revision: string | null = "checkout-hash2") =>
		DEPLOYMENT.rolloutOf(deployment(V1, status), revision);
	const condition = (type: string, reason: string, message: string) => ({
		type,
		status: type === "Progressing" ? "False" : "True",
		reason,
		message,
	});

	it.each([
		[{ observedGeneration: 2 }, "the Deployment controller has not seen the change yet"],
		[{ updatedReplicas: 1 }, "1 of 3 pods are of the wanted revision"],
		[{ replicas: 4 }, "1 old pod is still there"],
		[{ availableReplicas: 1 }, "1 of 3 pods of the wanted revision are available"],
	])("goes on: %j", (status, detail) => {
		expect(rollout({ status })).toEqual({ state: "going-on", detail });
	});
	it("is complete when all its pods are available", () => {
		expect(rollout({})).toEqual({ state: "complete", detail: "3 of 3 pods are available" });
	});
	it("of no pods is complete", () => {
		const none = { replicas: 0, updatedReplicas: 0, availableReplicas: 0 };
		expect(rollout({ spec: { replicas: 0 }, status: none }).state).toBe("complete");
	});
	it("is stuck when the cluster gave the wanted ReplicaSet up", () => {
		const conditions = [condition("Progressing", "ProgressDeadlineExceeded", 'ReplicaSet "checkout-hash2" has timed out progressing.')];
		expect(rollout({ status: { updatedReplicas: 1, conditions } })).toMatchObject({ state: "stuck" });
	});
	it("is not stuck because the bad release was: its condition stays until the first progress", () => {
		const conditions = [condition("Progressing", "ProgressDeadlineExceeded", 'ReplicaSet "checkout-hash3" has timed out progressing.')];
		expect(rollout({ status: { updatedReplicas: 1, conditions } })).toMatchObject({ state: "going-on" });
	});
	it("tells why the cluster refuses pods, in its own words", () => {
		const conditions = [condition("ReplicaFailure", "FailedCreate", 'pods "checkout-x" is forbidden: exceeded quota: team')];
		expect(rollout({ status: { updatedReplicas: 1, conditions } }).detail).toContain("exceeded quota: team");
	});
});
