import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BackoutError } from "../../../../core/error.ts";
import type { Step } from "../../../../core/step.ts";
import { systemClock } from "../../../../runtime/clock.ts";
import { metadataOf } from "../../../../testing/kubernetes/stub-store.ts";
import { bringAbout, callFor, stepsOf } from "../../../../testing/step-driver.ts";
import { payloadOf } from "../../payload.ts";
import { stubConnection } from "../../traffic/stub-cluster.fixture.ts";
import { StepObserver } from "../observer.ts";
import { objectOf } from "../pod-template.ts";
import type { Pod } from "../pods.ts";
import { type Seen, WorkloadReader } from "../reader.ts";
import { STATEFUL_SET } from "../stateful-set.ts";
import { replaceStuck } from "./replace.ts";
import { NOT_READY, type StubSet, startStubSet } from "./set.fixture.ts";

let set: StubSet;
beforeEach(async () => {
	set = await startStubSet();
	set.deploy("v1");
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v1"]);
});
afterEach(() => set.stop());

async function shown(pods: readonly string[]): Promise<void> {
	await vi.waitFor(() => expect(set.pods()).toEqual(pods), { timeout: 10_000, interval: 10 });
}

async function propose(label: string, force = false) {
	const to = (await set.target.history(9)).find((release) => release.label === label);
	if (to === undefined) throw new Error(`no release ${label}`);
	return await set.target.propose({ kind: "return", to, force });
}

async function stepsTo(label: string): Promise<readonly Step[]> {
	return stepsOf("kubernetes", await propose(label));
}

it("a release that is well is returned from by the one step of before", async () => {
	set.deploy("v2");
	await shown(["orders-0 v2", "orders-1 v2", "orders-2 v2"]);
	const steps = await stepsTo("v1");
	expect(steps.map(({ id }) => id)).toEqual(["1-undo"]);
	expect(steps[0]?.payload).not.toHaveProperty("until");
	expect(steps[0]?.command).toContain("kubectl rollout status statefulset/orders --timeout=5m");
	await bringAbout(set.target, steps);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v1"]);
});

it("a pod that never gets ready is named in the plan, and deleted after the template is back", async () => {
	set.deploy("v2", true);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v2 not ready"]);
	const proposal = await propose("v1");
	if (proposal.kind !== "steps") throw new Error(proposal.reason);
	expect(proposal.warnings.join()).toContain("orders-2 (of orders-");
	expect(proposal.warnings.join()).toContain("app waits: CrashLoopBackOff");
	expect(proposal.notChanged.join()).toContain("The volumes of orders-2 stay");
	expect(proposal.steps.map(({ name, command }) => [name, command.split("\n").length])).toEqual([
		["undo", 1],
		["replace-stuck", 2],
	]);
	expect(proposal.steps[1]?.command).toMatch(/^kubectl delete pod orders-2 .*-n shop\n/);
	const before = set.deleted().length;
	await bringAbout(set.target, stepsOf("kubernetes", proposal));
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v1"]);
	expect(set.deleted().slice(before)).toEqual(["orders-2"]);
});

it("several are deleted one after the other, in the order in which the controller comes to them", async () => {
	set.deploy("v2");
	await shown(["orders-0 v2", "orders-1 v2", "orders-2 v2"]);
	const { store } = set.cluster.stub;
	for (const pod of store.list("pods")) {
		const metadata = { ...metadataOf(pod), annotations: { "backout.test/behaviour": "crash" } };
		store.put("pods", { ...pod, metadata, status: { phase: "Running", ...NOT_READY } });
	}
	const before = set.deleted().length;
	const steps = await stepsTo("v1");
	expect(steps[1]?.title).toContain("(orders-0, orders-1, orders-2)");
	await bringAbout(set.target, steps);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v1"]);
	expect(set.deleted().slice(before)).toEqual(["orders-0", "orders-1", "orders-2"]);
});

it("one that fails only after the plan was made is deleted by the step that replaces the others", async () => {
	set.deploy("v2", true);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v2 not ready"]);
	const [undo, replace] = await stepsTo("v1");
	if (undo === undefined || replace === undefined) throw new Error("two steps were proposed");
	await bringAbout(set.target, [undo]);
	const { store } = set.cluster.stub;
	const late = store.get("pods", "orders-1");
	const labels = { app: "orders", "controller-revision-hash": "orders-other" };
	const metadata = { ...metadataOf(late), labels, annotations: { "backout.test/behaviour": "crash" } };
	store.put("pods", { ...late, metadata, status: { phase: "Running", ...NOT_READY } });
	await bringAbout(set.target, [replace]);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v1"]);
});

it("where the template is back already, as after a `kubectl rollout undo` that hangs, only the pod is replaced", async () => {
	set.deploy("v2", true);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v2 not ready"]);
	set.deploy("v1");
	await vi.waitFor(async () => expect((await set.target.current()).label).toBe("v1"), { timeout: 10_000, interval: 10 });
	const steps = await stepsTo("v1");
	expect(steps.map(({ id }) => id)).toEqual(["1-replace-stuck"]);
	await bringAbout(set.target, steps);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v1"]);
	expect((await propose("v1")).kind).toBe("nothing");
});

it("a clean redeploy restarts and replaces what would hold the restart up", async () => {
	set.deploy("v2", true);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v2 not ready"]);
	set.deploy("v1");
	await vi.waitFor(async () => expect((await set.target.current()).label).toBe("v1"), { timeout: 10_000, interval: 10 });
	const steps = stepsOf("kubernetes", await propose("v1", true));
	expect(steps.map(({ id }) => id)).toEqual(["1-restart", "2-replace-stuck"]);
	await bringAbout(set.target, steps);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v1"]);
});

it("a pod that becomes ready right before it would be deleted is left alone: the controller replaces it itself", async () => {
	set.deploy("v2", true);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v2 not ready"]);
	const [undo] = await stepsTo("v1");
	if (undo === undefined) throw new Error("two steps were proposed");
	await bringAbout(set.target, [undo]);
	const { store } = set.cluster.stub;
	const api = await stubConnection(set.cluster.place);
	const refused: string[] = [];
	const remove: typeof api.remove = async (path, only, limits) => {
		const pod = store.get("pods", "orders-2");
		store.put("pods", { ...pod, status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } });
		await api.remove(path, only, limits).catch((thrown: unknown) => {
			refused.push(thrown instanceof BackoutError ? thrown.code : "");
			throw thrown;
		});
	};
	const reader = new WorkloadReader(api, STATEFUL_SET, "orders");
	const observer = new StepObserver(STATEFUL_SET, reader, systemClock);
	const payload = payloadOf({ ...undo, payload: { ...objectOf(undo.payload), until: undefined } });
	if (payload.kind !== "undo") throw new Error("it is the undo");
	const rollout = { kind: "replace-stuck", workload: "statefulSet", namespace: "shop", name: "orders", rollout: payload } as const;
	const replacing = {
		api: { ...api, remove },
		reader,
		orderOf: ({ object }: Seen) => STATEFUL_SET.podOrderOf(object),
		stateOf: (seen: Seen, pods: readonly Pod[]) => observer.stateOf(rollout, seen, pods, {}),
		now: () => Date.now(),
	};
	await replaceStuck(replacing, callFor());
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v1"]);
	// On a busy machine the controller may have replaced it by then.
	expect(refused).toEqual([expect.stringMatching(/^kubernetes\.(conflict|not-found)$/)]);
});

it("when somebody else deploys meanwhile, no pod is deleted", async () => {
	set.deploy("v2", true);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v2 not ready"]);
	const [undo, replace] = await stepsTo("v1");
	if (undo === undefined || replace === undefined) throw new Error("two steps were proposed");
	await bringAbout(set.target, [undo]);
	set.deploy("v3", true);
	const before = set.deleted().length;
	await expect(set.target.apply(replace, callFor())).rejects.toMatchObject({ code: "kubernetes.moved" });
	expect((await set.target.observe(replace, callFor())).state).toBe("unknown");
	expect(set.deleted().length).toBe(before);
});

it("after a return by hand the target is not ready, and says which pod must be deleted", async () => {
	set.deploy("v2", true);
	await shown(["orders-0 v1", "orders-1 v1", "orders-2 v2 not ready"]);
	set.deploy("v1");
	await vi.waitFor(async () => expect((await set.target.current()).label).toBe("v1"), { timeout: 10_000, interval: 10 });
	const window = { from: new Date(Date.now() - 60_000).toISOString(), to: new Date().toISOString() };
	const said = await set.target.readiness?.(window, AbortSignal.timeout(10_000));
	expect(said).toMatchObject({ isReady: false, isPartial: true });
	expect(said?.detail).toMatch(
		/the controller touches no other pod before orders-2 \(of orders-.*CrashLoopBackOff.*\) is ready: it must be deleted/,
	);
});
