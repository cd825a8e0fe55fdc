import { describe, expect, it } from "vitest";
import { podOrderOf } from "./order.ts";
import { blockersOf } from "./pods.ts";
import { CRASHING, NOT_READY, pod, podOrder } from "./set.fixture.ts";
import { stateBehindPods, stateOfReplacing } from "./state.ts";
import { blockerText } from "./words.ts";

const WELL = [pod(0, "good"), pod(1, "good"), pod(2, "good")];
const kinds = (
	pods: Parameters<typeof blockersOf>[1],
	change: Parameters<typeof podOrder>[0] = {},
	wanted: string | null = "orders-good",
) => blockersOf(podOrder(change), pods, wanted).map(({ name, kind }) => `${name} ${kind}`);

describe("what a StatefulSet's controller waits for", () => {
	it("is nothing when every pod is ready, of whatever revision: it replaces those itself", () => {
		expect(kinds([pod(0, "bad"), pod(1, "good"), pod(2, "bad")])).toEqual([]);
	});
	it("is a pod of another revision that is not ready: only its deletion helps", () => {
		expect(kinds([pod(0, "good"), pod(1, "good"), pod(2, "bad", { status: NOT_READY })])).toEqual(["orders-2 stuck"]);
		expect(kinds([pod(0, "good"), pod(1, "bad", { status: CRASHING }), pod(2, "bad", { status: CRASHING })])).toEqual([
			"orders-1 stuck",
			"orders-2 stuck",
		]);
	});
	it("is never to be deleted when it is of the wanted revision, ends already, has ended, or is not there", () => {
		const ending = pod(1, "bad", { status: NOT_READY, metadata: { deletionTimestamp: "2026-12-01T00:00:00Z" } });
		expect(kinds([pod(0, "good", { status: CRASHING }), ending])).toEqual(["orders-0 wanted", "orders-1 ending", "orders-2 coming"]);
		expect(kinds([pod(0, "bad", { status: { phase: "Failed" } }), pod(1, "good"), pod(2, "good")])).toEqual(["orders-0 coming"]);
	});
	it("is not a pod of the same name that is somebody else's, nor one beyond the wanted number", () => {
		const foreign = pod(2, "bad", { status: NOT_READY, metadata: { ownerReferences: [] } });
		expect(kinds([pod(0, "good"), pod(1, "good"), foreign])).toEqual(["orders-2 coming"]);
		expect(kinds([pod(0, "good"), pod(1, "good"), pod(2, "bad", { status: NOT_READY })], { replicas: 2 })).toEqual([]);
	});
	it("counts ordinals from where the StatefulSet begins", () => {
		const pods = [pod(5, "good"), pod(6, "bad", { status: NOT_READY }), pod(7, "good")];
		expect(kinds(pods, { first: 5, updatesFrom: 5 })).toEqual(["orders-6 stuck"]);
	});
	it("is held where the partition brings the pod back as it is, and stuck where what it comes back as is the wanted one", () => {
		const pods = [pod(0, "bad", { status: CRASHING }), pod(1, "bad"), pod(2, "bad", { status: NOT_READY })];
		expect(kinds(pods, { updatesFrom: 2, currentRevision: "orders-bad" })).toEqual(["orders-0 held", "orders-2 stuck"]);
		expect(kinds(pods, { updatesFrom: 3, currentRevision: "orders-good" })).toEqual(["orders-0 stuck", "orders-2 stuck"]);
	});
	it("is any pod that is not ready when a restart makes a revision that there is not yet", () => {
		expect(kinds([pod(0, "good", { status: NOT_READY }), pod(1, "good"), pod(2, "good")], {}, null)).toEqual(["orders-0 stuck"]);
	});
});

describe("the order", () => {
	const set = (spec: object) => ({
		metadata: { name: "orders", uid: "u", resourceVersion: "1", creationTimestamp: "2026-11-30T00:00:00Z", generation: 2 },
		spec: { replicas: 3, ...spec },
		status: { observedGeneration: 2, currentRevision: "a", updateRevision: "b" },
	});
	it("is told from the StatefulSet", () => {
		const spec = { ordinals: { start: 4 }, updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } } };
		expect(podOrderOf(set(spec))).toMatchObject({ first: 4, replicas: 3, updatesFrom: 6, isObserved: true, updateRevision: "b" });
	});
	it("is none where the controller waits for no pod", () => {
		expect(podOrderOf(set({ podManagementPolicy: "Parallel" }))).toBeNull();
		expect(podOrderOf(set({ updateStrategy: { type: "OnDelete" } }))).toBeNull();
	});
});

describe("the words for what is waited for", () => {
	const nowMs = Date.parse("2026-12-01T00:10:00Z");
	const text = (change: Parameters<typeof pod>[2], order: Parameters<typeof podOrder>[0] = {}) => {
		const [first] = blockersOf(podOrder(order), [pod(0, "bad", change), ...WELL.slice(1)], "orders-good");
		return first === undefined ? "" : blockerText(first, nowMs);
	};
	it("name a failing pod with its revision and the cluster's words", () => {
		expect(text({ status: CRASHING })).toContain("orders-0 (of orders-bad, not ready: app waits: CrashLoopBackOff");
	});
	it("say of a pod on a lost node what a person must decide, and that Backout does not force it", () => {
		const lost = text({ metadata: { deletionTimestamp: "2026-12-01T00:05:00Z" }, status: NOT_READY });
		expect(lost).toContain("orders-0 should have ended at 2026-12-01T00:05:00Z, and its node node-1 has not said that it did");
		expect(lost).toContain("Backout never forces that");
		expect(lost).toContain("node.kubernetes.io/out-of-service");
	});
	it("say of a pod with finalizers who holds it, and of one that has just been told to end only that", () => {
		const metadata = { deletionTimestamp: "2026-12-01T00:05:00Z", finalizers: ["example.com/drain"] };
		expect(text({ metadata, status: NOT_READY })).toContain("its finalizers hold it (example.com/drain)");
		expect(text({ metadata: { deletionTimestamp: "2026-12-01T00:10:20Z" } })).toBe("orders-0 is ending");
	});
	it("say of a pod that the partition keeps what to lower", () => {
		expect(text({ status: CRASHING }, { updatesFrom: 1, currentRevision: "orders-bad" })).toContain("rollingUpdate.partition");
	});
});

describe("the state of a roll-out behind pods", () => {
	const landing = { state: "landing", detail: "2 of 3 pods are ready" } as const;
	const standing = (pods: typeof WELL, change: Parameters<typeof podOrder>[0] = {}) => ({ order: podOrder(change), pods, nowMs: 0 });
	const stuck = [pod(0, "good"), pod(1, "good"), pod(2, "bad", { status: CRASHING })];

	it("has pods left to be deleted while one is stuck, also when the first that is waited for is another", () => {
		expect(stateOfReplacing(landing, standing(stuck)).state).toBe("untouched");
		const behind = [pod(0, "good", { status: NOT_READY }), pod(1, "good"), pod(2, "bad", { status: CRASHING })];
		expect(stateOfReplacing(landing, standing(behind)).state).toBe("untouched");
	});
	it("is landing when none is, and when the controller has not seen the change yet", () => {
		expect(stateOfReplacing(landing, standing(WELL)).state).toBe("landing");
		expect(stateOfReplacing(landing, standing(stuck, { isObserved: false })).state).toBe("landing");
	});
	it("is unknown, never to be acted on, when the template is not the wanted one", () => {
		expect(stateOfReplacing({ state: "untouched", detail: "it still runs orders-bad" }, standing(stuck)).state).toBe("unknown");
	});
	it("is broken at once when a pod that the plan did not know of fails, and goes on when it is only not ready", () => {
		expect(stateBehindPods(landing, standing(stuck))).toMatchObject({ state: "broken", detail: expect.stringContaining("orders-2") });
		const starting = [pod(0, "good"), pod(1, "good"), pod(2, "bad", { status: NOT_READY })];
		expect(stateBehindPods(landing, standing(starting))).toMatchObject({ state: "landing", detail: expect.stringContaining("orders-2") });
		expect(stateBehindPods(landing, standing(WELL))).toEqual(landing);
	});
});
