import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { JsonObject } from "../../src/core/json.ts";
import { type Cluster, cluster, type Kubectl, kubectlFor, writeKubeconfig } from "./cluster.ts";
import type { Behaviour } from "./control-plane/marks.ts";
import { until } from "./control-plane/readiness.ts";
import { installProject, type ProjectName } from "./project.ts";
import { makeUser, type Rule } from "./user.ts";
import { manifestOf, type ReleaseWish, THREE_RELEASES, type WorkloadKind, type WorkloadWish } from "./workload.ts";

/** A namespace of its own in the cluster of this run; `await using` ends it. */
export interface World extends AsyncDisposable {
	readonly cluster: Cluster;
	readonly namespace: string;
	/** The administrator's kubeconfig; its current context looks into the namespace. */
	readonly kubeconfig: string;
	/** kubectl on the namespace; throws with what it said when it fails. */
	readonly kubectl: (...args: readonly string[]) => Promise<string>;
	/** `kubectl apply` of objects as they are. */
	apply(...objects: readonly JsonObject[]): Promise<void>;
	/** Releases it by `kubectl apply` and waits until it is rolled out, or until it is seen failing as it was told to. */
	release(workload: WorkloadWish, release: ReleaseWish): Promise<void>;
	/** One release after the other: v1, v2, v3 when none are named. */
	releases(workload: WorkloadWish, releases?: readonly ReleaseWish[]): Promise<void>;
	/** What release() applies. */
	manifest(workload: WorkloadWish, release: ReleaseWish): JsonObject;
	/** The image that a release's tag stands for on this cluster. */
	image(workload: string, tag: string): string;
	/** The object as kubectl sees it from outside. */
	live(kind: WorkloadKind | string, name: string): Promise<JsonObject>;
	/** The images that a workload's pods run, the main container's only, without those that are being deleted. */
	runningImages(workload: string): Promise<readonly string[]>;
	/** The path of a kubeconfig of a user with these rights in the namespace, and no others. */
	user(name: string, rules: readonly Rule[]): Promise<string>;
	/** Makes a project's resources known to the cluster. */
	install(project: ProjectName): Promise<void>;
}

/** Opens a world in a fresh namespace. Throws when the cluster does not answer. */
export async function openWorld(): Promise<World> {
	const { kubeconfig: admin, isPlayed } = cluster();
	const namespace = `backout-${randomBytes(4).toString("hex")}`;
	const directory = mkdtempSync(join(tmpdir(), "backout-kubernetes-"));
	const kubeconfig = join(directory, "admin.json");
	await writeKubeconfig(admin, namespace, kubeconfig);
	const kubectl = kubectlFor(kubeconfig);
	await kubectl(["create", "namespace", namespace]);
	// Without it pods are refused at first, and tried again only seconds later.
	await until("the namespace has its account", async () => (await kubectl(["get", "serviceaccounts", "-o", "name"])).includes("/default"));
	const image = (workload: string, tag: string) => (isPlayed ? `registry.test/${workload}:${tag}` : realImage(tag));
	const manifest: World["manifest"] = (workload, release) => manifestOf(workload, release, (tag) => image(workload.name, tag));
	const apply: World["apply"] = async (...items) => {
		await kubectl(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
	};
	const release: World["release"] = async (workload, wish) => {
		await apply(manifest(workload, wish));
		const behaviour = wish.behaviour ?? "well";
		if (behaviour === "well") await kubectl(["rollout", "status", workload.kind, workload.name, "--timeout=100s"]);
		else await seenFailing(kubectl, workload.name, image(workload.name, wish.tag), behaviour);
	};
	return {
		cluster: cluster(),
		namespace,
		kubeconfig,
		kubectl: (...args) => kubectl(args),
		apply,
		manifest,
		image,
		release,
		async releases(workload, releases = THREE_RELEASES) {
			for (const one of releases) await release(workload, one);
		},
		live: async (kind, name) => JSON.parse(await kubectl(["get", kind, name, "-o", "json"])),
		runningImages: async (workload) => (await podsOf(kubectl, workload)).flatMap((pod) => pod.spec.containers[0]?.image ?? []),
		async user(name, rules) {
			const file = join(directory, `${name}.json`);
			await makeUser(kubectl, { name, namespace, rules, file });
			return file;
		},
		install: (project) => installProject(kubectl, project),
		async [Symbol.asyncDispose]() {
			await kubectl(["delete", "namespace", namespace, "--wait=false"]);
			rmSync(directory, { recursive: true, force: true });
		},
	};
}

/** Where a real kubelet runs the pods, images must be there: releases of an image that does nothing, for v1, v2, v3. */
function realImage(tag: string): string {
	const versions: Readonly<Record<string, string>> = { v1: "3.8", v2: "3.9", v3: "3.10" };
	return `registry.k8s.io/pause:${versions[tag] ?? tag}`;
}

const podSchema = z.object({
	metadata: z.object({ deletionTimestamp: z.string().optional() }),
	spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
	status: z.object({
		phase: z.string().optional(),
		containerStatuses: z
			.array(z.object({ ready: z.boolean(), state: z.object({ waiting: z.object({ reason: z.string().optional() }).optional() }) }))
			.default([]),
	}),
});
type Pod = z.output<typeof podSchema>;

async function podsOf(kubectl: Kubectl, workload: string): Promise<readonly Pod[]> {
	const list = JSON.parse(await kubectl(["get", "pods", "-l", `app=${workload}`, "-o", "json"]));
	return z
		.object({ items: z.array(podSchema) })
		.parse(list)
		.items.filter((pod) => pod.metadata.deletionTimestamp === undefined);
}

const WAITING_REASONS: Readonly<Record<string, string>> = { crash: "CrashLoopBackOff", "image-gone": "ImagePullBackOff" };

async function seenFailing(kubectl: Kubectl, workload: string, image: string, behaviour: Behaviour): Promise<void> {
	const reason = WAITING_REASONS[behaviour];
	await until(`a pod of ${workload} is seen to ${behaviour}`, async () => {
		const pods = (await podsOf(kubectl, workload)).filter((pod) => pod.spec.containers[0]?.image === image);
		return pods.some(({ status: { phase, containerStatuses } }) =>
			reason === undefined
				? phase === "Running" && containerStatuses.some(({ ready }) => !ready)
				: containerStatuses.some(({ state }) => state.waiting?.reason === reason),
		);
	});
}
