import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { DEPLOYMENT } from "./deployment.ts";
import { deployment, replicaSet, template } from "./objects.fixture.ts";
import type { Pod } from "./pods.ts";
import { readinessOf } from "./readiness.ts";

const SINCE = Date.parse("2026-12-01T00:00:00Z");
const V1 = template("checkout:v1");
const V2 = template("checkout:v2");

function podOf(name: string, revision: number, containerStatus: object | null = null, isReady = containerStatus === null): Pod {
	const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: `checkout-hash${revision}`, uid: `uid-${revision}`, controller: true };
	return {
		metadata: { name, uid: name, resourceVersion: "1", creationTimestamp: "2026-11-30T00:00:00Z", ownerReferences: [owner] },
		spec: {},
		status: {
			phase: "Running",
			conditions: [{ type: "Ready", status: isReady ? "True" : "False" }],
			initContainerStatuses: [],
			containerStatuses: containerStatus === null ? [] : [{ name: "app", restartCount: 0, state: {}, lastState: {}, ...containerStatus }],
		},
	};
}

const CRASHES = { restartCount: 4, state: { waiting: { reason: "CrashLoopBackOff" } } };
const restarted = (finishedAt: string) => ({
	restartCount: 1,
	lastState: { terminated: { reason: "OOMKilled", exitCode: 137, finishedAt } },
});

/** v2 is in place; v1 was before. */
function judged(pods: readonly Pod[], change: { readonly spec?: JsonObject; readonly status?: JsonObject } = {}) {
	const object = deployment(V2, change);
	const workload = DEPLOYMENT.read(object);
	const revisions = [replicaSet(2, V2), replicaSet(1, V1)].flatMap((set) => DEPLOYMENT.revisionOf(set, workload) ?? []);
	return readinessOf(DEPLOYMENT, { object, workload, revisions }, pods, SINCE);
}

describe("a workload is ready", () => {
	it("when its roll-out is complete and nothing fails", () => {
		expect(judged([podOf("a", 2)])).toMatchObject({ isReady: true, detail: "3 of 3 pods are available" });
	});
	it("is not known while it is on its way, or while a node took a pod away: neither is a failure of the release", () => {
		expect(judged([podOf("a", 2, {}, false)], { status: { availableReplicas: 2 } }).isReady).toBeNull();
		expect(judged([podOf("a", 2)], { status: { updatedReplicas: 1 } }).isReady).toBeNull();
	});
	it("is not known when it is meant to have no pods: nothing is never well", () => {
		const none = { replicas: 0, updatedReplicas: 0, availableReplicas: 0 };
		expect(judged([], { spec: { replicas: 0 }, status: none })).toMatchObject({ isReady: null, detail: "it is meant to have no pods" });
	});
	it("not when a pod of what runs crashes, in the pod's own words; partly when another of it is ready", () => {
		const failed = judged([podOf("old", 1), podOf("new", 2, CRASHES, false)], { status: { updatedReplicas: 1 } });
		expect(failed).toMatchObject({ isReady: false, isPartial: false });
		expect(failed.detail).toContain("new: app waits: CrashLoopBackOff, restarted 4 times");
		expect(judged([podOf("new", 2, CRASHES, false), podOf("ready", 2)])).toMatchObject({ isReady: false, isPartial: true });
	});
	it("not, and says what still serves, when more than half of what is wanted are ready pods of an earlier revision", () => {
		const stuck = [podOf("new", 2, CRASHES, false)];
		const old = ["a", "b", "c"].map((name) => podOf(name, 1));
		const during = { status: { updatedReplicas: 1 } };
		expect(judged([...stuck, ...old], during)).toMatchObject({
			isReady: false,
			standIn: "3 ready pods of an earlier revision still serve",
		});
		expect(judged([...stuck, ...old.slice(0, 2)], during).standIn).toBe("2 ready pods of an earlier revision still serve");
		expect(judged([...stuck, ...old.slice(0, 1)], during).standIn).toBeNull();
		expect(judged([...stuck, ...old.map((pod) => ({ ...pod, status: { ...pod.status, conditions: [] } }))], during).standIn).toBeNull();
		expect(judged([...stuck, podOf("ready", 2), ...old], during)).toMatchObject({ isPartial: true, standIn: null });
	});
	it("whatever pods of the release before do: they go", () => {
		expect(judged([podOf("old", 1, CRASHES, false), podOf("new", 2)]).isReady).toBe(true);
	});
	it("not when a container was started again within the window; one before it is past", () => {
		const again = judged([podOf("a", 2, restarted("2026-12-01T00:00:30Z"), true), podOf("b", 2)]);
		expect(again).toMatchObject({ isReady: false, isPartial: true, detail: expect.stringContaining("OOMKilled") });
		expect(judged([podOf("a", 2, restarted("2026-11-30T23:59:00Z"), true)]).isReady).toBe(true);
	});
	it("not when the cluster gave the roll-out up", () => {
		const message = 'ReplicaSet "checkout-hash2" has timed out progressing.';
		const conditions = [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message }];
		expect(judged([podOf("a", 2, {}, false)], { status: { updatedReplicas: 1, conditions } })).toMatchObject({ isReady: false });
	});
});
