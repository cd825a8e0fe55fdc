import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { objectAt, textAt } from "./at.ts";
import { auditedCalls } from "./audit.ts";
import { cluster, kubectlFor } from "./cluster.ts";
import { startControlPlane } from "./control-plane/start.ts";
import type { ProjectName } from "./project.ts";
import type { WorkloadKind } from "./workload.ts";
import { openWorld } from "./world.ts";

const shop = { kind: "Deployment", name: "shop" } as const;

describe("a real control plane", () => {
	test.for<WorkloadKind>(["Deployment", "StatefulSet", "DaemonSet"])("rolls a %s out, and kubectl takes it back", async (kind) => {
		await using world = await openWorld();
		const workload = { kind, name: "shop" };
		await world.releases(workload);
		expect(await world.kubectl("rollout", "history", `${kind}/shop`)).toMatch(/1\s+release v1\n2\s+release v2\n3\s+release v3/);
		expect(new Set(await world.runningImages("shop"))).toEqual(new Set([world.image("shop", "v3")]));
		await world.kubectl("rollout", "undo", `${kind}/shop`);
		await world.kubectl("rollout", "status", `${kind}/shop`, "--timeout=60s");
		expect(await imageOf(world, kind)).toBe(world.image("shop", "v2"));
		expect(new Set(await world.runningImages("shop"))).toEqual(new Set([world.image("shop", "v2")]));
	});

	test("has the controllers say what a release did: progress, and that it came to an end", async () => {
		await using world = await openWorld();
		await world.release({ ...shop, spec: { progressDeadlineSeconds: 1 } }, { tag: "v1", readyAfterMs: 50 });
		await world.release({ ...shop, spec: { progressDeadlineSeconds: 1 } }, { tag: "v2", behaviour: "never-ready" });
		await expect(world.kubectl("rollout", "status", "deployment/shop", "--timeout=60s")).rejects.toThrow("exceeded its progress deadline");
	});

	test("refuses pods beyond a quota in its own words", async () => {
		await using world = await openWorld();
		await world.apply({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "small" }, spec: { hard: { pods: "0" } } });
		await world.apply(world.manifest(shop, { tag: "v1" }));
		const message = () =>
			world.kubectl("get", "deployment", "shop", "-o", "jsonpath={.status.conditions[?(@.type=='ReplicaFailure')].message}");
		await expect.poll(message, { timeout: 60_000 }).toContain("exceeded quota: small");
	});

	test("counts the calls of each client and user", async ({ skip }) => {
		const { auditLog } = cluster();
		if (auditLog === null) return skip("a cluster that was given has no audit log");
		await using world = await openWorld();
		await world.release(shop, { tag: "v1" });
		await world.kubectl("scale", "deployment/shop", "--replicas=3");
		const writes = () =>
			auditedCalls(auditLog, { userAgent: "kubectl/", user: "backout-test-admin", namespace: world.namespace })
				.filter(({ verb }) => verb === "create" || verb === "patch")
				.map(({ verb, resource, status }) => `${verb} ${resource} ${status}`);
		await expect.poll(writes, { timeout: 10_000 }).toEqual(["create deployments 201", "patch deployments/scale 200"]);
		expect(auditedCalls(auditLog, { userAgent: "nobody/" })).toEqual([]);
	});

	test("refuses a user what was not granted, and grants the rest", async () => {
		await using world = await openWorld();
		await world.release(shop, { tag: "v1" });
		const reader = await world.user("reader", [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"] }]);
		const kubectl = kubectlFor(reader);
		expect(await kubectl(["get", "deployment", "shop", "-o", "name"])).toBe("deployment.apps/shop\n");
		await expect(kubectl(["rollout", "restart", "deployment/shop"])).rejects.toThrow(
			'deployments.apps "shop" is forbidden: User "reader" cannot patch resource "deployments"',
		);
		await expect(kubectl(["get", "deployment", "shop", "-n", "default"])).rejects.toThrow("forbidden");
	});

	test.for<readonly [ProjectName, string]>([
		["istio", "virtualservices.networking.istio.io"],
		["gateway-api", "httproutes.gateway.networking.k8s.io"],
		["argo-cd", "applications.argoproj.io"],
		["argo-rollouts", "rollouts.argoproj.io"],
		["flux", "helmreleases.helm.toolkit.fluxcd.io"],
		["flagger", "canaries.flagger.app"],
	])("knows the resources of %s once a test installs them", async ([project, resource]) => {
		await using world = await openWorld();
		await world.install(project);
		expect(await world.kubectl("get", resource, "-o", "name")).toBe("");
	});
});

describe("pods that are played", () => {
	test("crash again and again, and say why in their log", async ({ skip }) => {
		if (!cluster().isPlayed) return skip("a real kubelet runs the pods");
		await using world = await openWorld();
		const sidecars = [{ name: "proxy", image: "registry.test/proxy:v1" }];
		await world.release(shop, { tag: "v1", sidecars });
		await world.release(shop, { tag: "v2", sidecars, behaviour: "crash" });
		const pod = async () => objectAt(await world.live("pods", await failingPod(world)), "status");
		const restarts = async () => Number(textAt(await pod(), "containerStatuses", "shop", "restartCount"));
		await expect.poll(restarts, { timeout: 30_000 }).toBeGreaterThan(2);
		const status = await pod();
		expect(textAt(status, "phase")).toBe("Running");
		expect(textAt(status, "containerStatuses", "shop", "lastState", "terminated", "exitCode")).toBe("1");
		expect(textAt(status, "containerStatuses", "proxy", "ready")).toBe("true");
		expect(textAt(status, "conditions", "Ready", "message")).toBe("containers with unready status: [shop]");
		const name = await failingPod(world);
		expect(await world.kubectl("logs", name, "-c", "shop", "--tail=3")).toContain("Error: Cannot find module './pricing'");
		expect(await world.kubectl("logs", name, "-c", "shop", "--previous")).toContain("exit 1");
		expect(await world.kubectl("logs", name, "-c", "proxy")).toContain("listening on :8080");
		// The release before it still serves: a rolling update holds at the crash.
		expect(await world.runningImages("shop")).toContain(world.image("shop", "v1"));
		const event = () => world.kubectl("get", "events", "--field-selector", `involvedObject.name=${name}`);
		await expect.poll(event, { timeout: 10_000 }).toContain("Back-off restarting failed container");
	});

	test("cannot pull an image that is gone", async ({ skip }) => {
		if (!cluster().isPlayed) return skip("a real kubelet runs the pods");
		await using world = await openWorld();
		await world.release(shop, { tag: "v1" });
		await world.release(shop, { tag: "v2", behaviour: "image-gone", annotations: { "backout.test/retry-after": "1h" } });
		const name = await failingPod(world);
		const status = objectAt(await world.live("pods", name), "status");
		expect(textAt(status, "phase")).toBe("Pending");
		expect(textAt(status, "containerStatuses", "shop", "state", "waiting", "message")).toMatch(
			/^Back-off pulling image "registry\.test\/shop:v2": ErrImagePull: .*not found$/,
		);
		await expect(world.kubectl("logs", name)).rejects.toThrow("log target not found");
	});

	test("come up as late as they are told to", async ({ skip }) => {
		if (!cluster().isPlayed) return skip("a real kubelet runs the pods");
		await using world = await openWorld();
		await world.apply(world.manifest(shop, { tag: "v1", readyAfterMs: 3_600_000 }));
		const pods = () => world.kubectl("get", "pods", "-o", "jsonpath={.items[*].status.containerStatuses[0].state.waiting.reason}");
		await expect.poll(pods, { timeout: 30_000 }).toBe("ContainerCreating ContainerCreating");
	});
});

describe("a control plane of its own", () => {
	test("leaves nothing running and nothing behind when it is stopped", async ({ skip }) => {
		if (cluster().auditLog === null) return skip("no control plane is started beside a cluster that was given");
		const plane = await startControlPlane();
		expect(plane.pids.filter(isRunning)).toHaveLength(6);
		await plane.stop();
		expect(plane.pids.filter(isRunning)).toEqual([]);
		expect(existsSync(dirname(plane.kubeconfig))).toBe(false);
	});

	test("leaves nothing either when the process that started it is killed", async ({ skip }) => {
		if (cluster().auditLog === null) return skip("no control plane is started beside a cluster that was given");
		const program = fileURLToPath(new URL("control-plane/serve.ts", import.meta.url));
		const owner = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
		const [line] = await once(createInterface({ input: owner.stdout }), "line");
		const { pids, kubeconfig } = placeSchema.parse(JSON.parse(line));
		expect(pids.filter(isRunning)).toHaveLength(6);
		owner.kill("SIGKILL");
		await expect.poll(() => pids.filter(isRunning), { timeout: 30_000 }).toEqual([]);
		expect(existsSync(dirname(kubeconfig))).toBe(false);
	});
});

const placeSchema = z.object({ pids: z.array(z.number()), kubeconfig: z.string() });

type OpenWorld = Awaited<ReturnType<typeof openWorld>>;

async function imageOf(world: OpenWorld, kind: WorkloadKind): Promise<string> {
	return textAt(await world.live(kind, "shop"), "spec", "template", "spec", "containers", "shop", "image");
}

async function failingPod(world: OpenWorld): Promise<string> {
	const pods = await world.kubectl(
		"get",
		"pods",
		"-o",
		"jsonpath={range .items[*]}{.metadata.name} {.spec.containers[0].image}{'\\n'}{end}",
	);
	const line = pods.split("\n").find((one) => one.endsWith(world.image("shop", "v2")));
	return line?.split(" ")[0] ?? "";
}

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
