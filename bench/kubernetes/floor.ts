import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../bundle.ts";
import type { Figure } from "../figure.ts";
import { median } from "../statistics.ts";
import type { BenchCluster } from "./cluster.ts";
import { deployBad, releaseShops, shopsOf } from "./shops.ts";
import { timedProcess } from "./timed-process.ts";

const READY_AFTER_MS = 50;

/** How soon a program can have patched at all, on this machine at this time: Node with nothing but the calls, and kubectl, one after the other. */
export async function measureFloor(parts: { readonly cluster: BenchCluster; readonly pairs: number }): Promise<readonly Figure[]> {
	const { cluster } = parts;
	const programs = await bundle({ "bare-node": fileURLToPath(new URL("./bare-node.ts", import.meta.url)) });
	const shops = shopsOf(1, 1, READY_AFTER_MS);
	const name = shops.names[0] ?? "";
	const plain = join(programs.directory, "kubeconfig.json");
	await writeFile(plain, await cluster.kubectl(["config", "view", "--raw", "--flatten", "--minify", "-o", "json"]), { mode: 0o600 });
	const kubectl = process.env["BACKOUT_TEST_KUBECTL"] ?? "kubectl";
	const env = { KUBECONFIG: cluster.kubeconfig, KUBECACHEDIR: `${cluster.kubeconfig}.cache` };
	const ways = {
		"node -e 0: start to end": () => timedProcess([process.execPath, "-e", "0"], {}, "/"),
		"a bare Node program that only patches: start to end": () =>
			timedProcess([process.execPath, join(programs.directory, "bare-node.js"), plain, cluster.namespace, name], {}, "/"),
		"kubectl rollout undo: start to end": () => timedProcess([kubectl, "rollout", "undo", `deployment/${name}`], env, "/"),
	};
	const seen = new Map<string, number[]>();
	await releaseShops(cluster, shops);
	for (let round = 0; round <= parts.pairs; round++) {
		for (const [what, run] of Object.entries(ways)) {
			const { wallMs } = await run();
			if (round > 0) seen.set(what, [...(seen.get(what) ?? []), wallMs]);
			await deployBad(cluster, shops);
		}
	}
	await programs.remove();
	return [...seen].map(([what, times]) => ({ group: "floor", what, value: median(times), unit: "ms" }));
}
