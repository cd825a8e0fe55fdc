import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { manifestOf } from "../../test/kubernetes/workload.ts";
import type { BenchCluster } from "./cluster.ts";

/** The Deployments that are rolled back: how many, and how long a pod of the good release takes to be ready. */
export interface Shops {
	readonly names: readonly string[];
	readonly replicas: number;
	readonly readyAfterMs: number;
}

/** So many Deployments. */
export function shopsOf(count: number, replicas: number, readyAfterMs: number): Shops {
	const names = Array.from({ length: count }, (_, index) => `shop-${readyAfterMs}-${count}-${index}`);
	return { names, replicas, readyAfterMs };
}

/** Makes them, v1 first and then the bad v2, which is live. */
export async function releaseShops(cluster: BenchCluster, shops: Shops): Promise<void> {
	await deploy(cluster, shops, "v1");
	await deploy(cluster, shops, "v2");
}

/** Deploys the bad release again and waits until it is rolled out: from there everybody starts. */
export async function deployBad(cluster: BenchCluster, shops: Shops): Promise<void> {
	await deploy(cluster, shops, "v2");
}

async function deploy(cluster: BenchCluster, { names, replicas, readyAfterMs }: Shops, tag: "v1" | "v2"): Promise<void> {
	const release = { tag, readyAfterMs: tag === "v1" ? readyAfterMs : 50 };
	const image = (name: string) => (wanted: string) => `registry.test/${name}:${wanted}`;
	const items = names.map((name) => manifestOf({ kind: "Deployment", name, replicas }, release, image(name)));
	await cluster.kubectl(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
	while (!(await areRolledOut(cluster, names, tag))) await sleep(250);
}

const deploymentShape = z.object({
	metadata: z.object({ name: z.string(), generation: z.number() }),
	spec: z.object({
		replicas: z.number(),
		template: z.object({ spec: z.object({ containers: z.tuple([z.object({ image: z.string() })]) }) }),
	}),
	status: z.object({
		observedGeneration: z.number().default(0),
		replicas: z.number().default(0),
		updatedReplicas: z.number().default(0),
		availableReplicas: z.number().default(0),
	}),
});

/** Whether every one of them runs the release with that tag, and nothing else. */
export async function areRolledOut(cluster: BenchCluster, names: readonly string[], tag: string): Promise<boolean> {
	const listShape = z.object({ items: z.array(deploymentShape) });
	const { items } = listShape.parse(JSON.parse(await cluster.kubectl(["get", "deployments", "-o", "json"])));
	const wanted = new Set(names);
	const done = items.filter(({ metadata, spec, status }) => {
		const isSeen = status.observedGeneration >= metadata.generation;
		const isWhole = [status.replicas, status.updatedReplicas, status.availableReplicas].every((count) => count === spec.replicas);
		return wanted.has(metadata.name) && isSeen && isWhole && spec.template.spec.containers[0].image.endsWith(`:${tag}`);
	});
	return done.length === names.length;
}

/** A new directory with a config of one service for each of them; each asks `healthUrl` whether it is well. */
export async function writeShopsConfig(cluster: BenchCluster, { names }: Shops, healthUrl: string): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), "backout-bench-shops-"));
	const places = names.map((deployment) => {
		const { namespace, kubeconfig } = cluster;
		const place = {
			bake: "0s",
			targets: [{ name: "api", kubernetes: { deployment, namespace, kubeconfig } }],
			health: [{ http: `${healthUrl}/${deployment}` }],
		};
		return [deployment, { environments: { production: place } }] as const;
	});
	const config = { version: 1, environments: { production: {} }, services: Object.fromEntries(places) };
	// JSON is YAML.
	await writeFile(join(directory, "backout.yaml"), JSON.stringify(config, null, "\t"));
	return directory;
}
