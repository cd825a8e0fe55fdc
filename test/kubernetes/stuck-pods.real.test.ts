import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { outlive } from "../../src/runtime/process-group.ts";
import { killedAt } from "../../src/testing/killed-at.ts";
import { bringAbout, callFor, stepsOf, testClock } from "../../src/testing/step-driver.ts";
import { type Ended, startBackout } from "../world/command-line.ts";
import { auditedCalls } from "./audit.ts";
import type { WorkloadKind, WorkloadWish } from "./workload.ts";
import { connect } from "./workload-fixture.ts";
import { openWorld, type World } from "./world.ts";

const SET: WorkloadWish = { kind: "StatefulSet", name: "shop", replicas: 3 };
const reconnecting = new URL("./stateful-set.fixture.ts", import.meta.url).href;

const podsShape = z.object({
	items: z.array(
		z.object({
			metadata: z.object({ name: z.string(), uid: z.string() }),
			spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
			status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
		}),
	),
});

async function podsOf(world: World) {
	const { items } = podsShape.parse(JSON.parse(await world.kubectl("get", "pods", "-l", "app=shop", "-o", "json")));
	return items.map(({ metadata, spec, status }) => ({
		...metadata,
		tag: spec.containers[0]?.image.split(":").at(-1) ?? "",
		isReady: status.conditions.some((one) => one.type === "Ready" && one.status === "True"),
	}));
}

/** `shop-0 v1`, `shop-2 v2 not ready`. */
async function shown(world: World): Promise<readonly string[]> {
	return (await podsOf(world)).map(({ name, tag, isReady }) => `${name} ${tag}${isReady ? "" : " not ready"}`).toSorted();
}

async function proposeTo(world: World, tag: string, kind: WorkloadKind = "StatefulSet") {
	const target = await connect(kind, world.kubeconfig);
	const to = (await target.history(20)).find((one) => one.label === tag);
	if (to === undefined) throw new Error(`history does not show ${tag}`);
	return { target, steps: stepsOf("kubernetes", await target.propose({ kind: "return", to })) };
}

/** Takes the readiness from pods that run, as a probe that begins to fail does. */
async function lameThem(world: World, ...names: readonly string[]): Promise<void> {
	const status = JSON.stringify({ status: { conditions: ["Ready", "ContainersReady"].map((type) => ({ type, status: "False" })) } });
	for (const name of names) await world.kubectl("patch", "pod", name, "--subresource=status", "--type=strategic", "--patch", status);
}

async function backout(world: World, ...args: readonly string[]): Promise<Ended> {
	const directory = mkdtempSync(join(tmpdir(), "backout-stuck-"));
	try {
		const target = { name: "api", kubernetes: { statefulSet: "shop", kubeconfig: world.kubeconfig } };
		const place = { targets: [target], health: [{ command: ["true"] }], bake: "0s" };
		writeFileSync(join(directory, "backout.yaml"), JSON.stringify({ version: 1, services: { shop: { environments: { test: place } } } }));
		return await startBackout(args, { directory }).ended;
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

/** What was deleted by neither a controller nor kubectl, in order. */
function deletedByUs(world: World): readonly string[] {
	const { auditLog } = world.cluster;
	if (auditLog === null) return [];
	const calls = auditedCalls(auditLog, { namespace: world.namespace });
	return calls.flatMap(({ verb, resource, name, userAgent, status }) =>
		verb === "delete" && resource === "pods" && !userAgent.startsWith("kubectl/") && status === 200 ? [name ?? ""] : [],
	);
}

const ALL_BACK = ["shop-0 v1", "shop-1 v1", "shop-2 v1"];

describe("a StatefulSet whose bad release never gets ready", () => {
	test("kubectl's way hangs; `backout run` lands, also after kubectl's way was tried", async () => {
		await using world = await openWorld();
		await world.releases(SET, [{ tag: "v1" }, { tag: "v2", behaviour: "crash" }]);
		const before = await podsOf(world);
		await world.kubectl("rollout", "undo", "statefulset/shop");
		await expect(world.kubectl("rollout", "status", "statefulset/shop", "--timeout=6s")).rejects.toThrow("timed out");
		expect(await shown(world)).toEqual(["shop-0 v1", "shop-1 v1", "shop-2 v2 not ready"]);
		const { code, all } = await backout(world, "run", "shop", "--to", "v1", "--yes");
		expect(all).toContain("shop-2");
		expect(code, all).toBe(0);
		expect(await shown(world)).toEqual(ALL_BACK);
		const uid = (pods: typeof before, name: string) => pods.find((pod) => pod.name === name)?.uid;
		const after = await podsOf(world);
		for (const name of ["shop-0", "shop-1"]) expect(uid(after, name)).toBe(uid(before, name));
		expect(uid(after, "shop-2")).not.toBe(uid(before, "shop-2"));
	});

	test("the plan names the pod and why it fails, and one run brings everything back", async () => {
		await using world = await openWorld();
		await world.releases(SET, [{ tag: "v1" }, { tag: "v2", behaviour: "image-gone" }]);
		const plan = await backout(world, "plan", "shop", "--to", "v1");
		expect(plan.all).toMatch(/shop-2 \(of shop-\w+, not ready: shop waits: (ImagePullBackOff|ErrImagePull)/);
		expect(plan.all).toContain("kubectl delete pod shop-2");
		expect(plan.all).toContain("The volumes of shop-2 stay");
		const { code, all } = await backout(world, "run", "shop", "--to", "v1", "--yes");
		expect(code, all).toBe(0);
		expect(await shown(world)).toEqual(ALL_BACK);
		await expect.poll(() => deletedByUs(world)).toEqual(["shop-2"]);
	});

	test("several are deleted one at a time, the lowest first, and no other", async () => {
		await using world = await openWorld();
		await world.releases(SET, [{ tag: "v1" }, { tag: "v2" }]);
		await lameThem(world, "shop-1", "shop-2");
		const { target, steps } = await proposeTo(world, "v1");
		expect(steps.map(({ id }) => id)).toEqual(["1-undo", "2-replace-stuck"]);
		await bringAbout(target, steps);
		expect(await shown(world)).toEqual(ALL_BACK);
		await expect.poll(() => deletedByUs(world)).toEqual(["shop-1", "shop-2"]);
	});

	test.for(["before", "during", "after"] as const)(
		"killed %s the deletions, the next worker observes first and finishes",
		async (moment) => {
			await using world = await openWorld();
			await world.releases(SET, [{ tag: "v1", readyAfterMs: 1_200 }, { tag: "v2" }]);
			await lameThem(world, "shop-1", "shop-2");
			const { target, steps } = await proposeTo(world, "v1");
			const [undo, replace] = steps;
			if (undo === undefined || replace === undefined) throw new Error("two steps were proposed");
			await bringAbout(target, [undo]);
			for (const survivor of await killedAt(moment, reconnecting, { kubeconfig: world.kubeconfig }, replace))
				await outlive(survivor, { clock: testClock, waitMs: replace.timeoutMs });
			const { state } = await target.observe(replace, callFor());
			if (moment === "before") expect(state).toBe("untouched");
			if (moment === "after") expect(state).toBe("landed");
			if (moment !== "before") await expect.poll(() => deletedByUs(world).length).toBeGreaterThan(0);
			await bringAbout(target, [replace]);
			expect(await shown(world)).toEqual(ALL_BACK);
			await expect.poll(() => deletedByUs(world)).toEqual(["shop-1", "shop-2"]);
		},
	);

	test("a roll-out that a partition holds at the last pod comes back", async () => {
		await using world = await openWorld();
		const spec = { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } } };
		await world.releases({ ...SET, spec }, [{ tag: "v1" }, { tag: "v2", behaviour: "crash" }]);
		const { target, steps } = await proposeTo(world, "v1");
		await bringAbout(target, steps);
		expect(await shown(world)).toEqual(ALL_BACK);
	});

	test("a pod that fails and that the partition would bring back as it is, is refused with what to lower", async () => {
		await using world = await openWorld();
		await world.releases(SET, [{ tag: "v1" }, { tag: "v2" }]);
		await world.kubectl("patch", "statefulset", "shop", "--patch", '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}');
		await lameThem(world, "shop-0");
		const waiting = {
			status: { containerStatuses: [{ name: "shop", state: { running: null, waiting: { reason: "CrashLoopBackOff" } } }] },
		};
		await world.kubectl("patch", "pod", "shop-0", "--subresource=status", "--type=strategic", "--patch", JSON.stringify(waiting));
		const { code, all } = await backout(world, "plan", "shop", "--to", "v1");
		expect(all).toContain('"partition":0');
		expect(code, all).toBe(3);
	});
});

describe("controllers without that trap need no more than the undo", () => {
	test("a StatefulSet with the policy Parallel", async () => {
		await using world = await openWorld();
		await world.releases({ ...SET, spec: { podManagementPolicy: "Parallel" } }, [{ tag: "v1" }, { tag: "v2", behaviour: "crash" }]);
		const { target, steps } = await proposeTo(world, "v1");
		expect(steps.map(({ id }) => id)).toEqual(["1-undo"]);
		await bringAbout(target, steps);
		expect(await shown(world)).toEqual(ALL_BACK);
	});

	const surge = { updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
	test.for([
		{ title: "a DaemonSet with one pod unavailable at most", spec: {} },
		{ title: "a DaemonSet that surges", spec: surge },
	])("$title", async ({ spec }) => {
		await using world = await openWorld();
		await world.releases({ kind: "DaemonSet", name: "shop", spec }, [{ tag: "v1" }, { tag: "v2", behaviour: "crash" }]);
		const { target, steps } = await proposeTo(world, "v1", "DaemonSet");
		expect(steps.map(({ id }) => id)).toEqual(["1-undo"]);
		await bringAbout(target, steps);
		expect(new Set((await podsOf(world)).map(({ tag }) => tag))).toEqual(new Set(["v1"]));
	});
});
