import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { adapterContext } from "../../../testing/adapter-context.ts";
import { FREEZE_SIZE, type FreezeFixture } from "../../../testing/freeze-contract.ts";
import { kubeconfigOf, startStubApi } from "../../../testing/kubernetes/stub-api.ts";
import { playPods } from "../../../testing/kubernetes/stub-pods.ts";
import { metadataOf, partOf } from "../../../testing/kubernetes/stub-store.ts";
import { kubernetesAdapter } from "../index.ts";
import { deployment, template } from "../workload/objects.fixture.ts";

const stateShape = z.object({ directory: z.string(), kubeconfig: z.string() });

/** Long enough to be seen, in milliseconds. */
const ENDING_MS = 250;

/** One Deployment of three pods behind a stub of the API. */
export const fixture: FreezeFixture = {
	async create() {
		const stub = await startStubApi();
		const directory = await mkdtemp(join(tmpdir(), "backout-kubernetes-"));
		const kubeconfig = join(directory, "kubeconfig.json");
		await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(stub.url)));
		stub.store.put("deployments", deployment(template("checkout:v0"), { spec: { replicas: FREEZE_SIZE } }));
		await stub.deploy("checkout", template("checkout:v1"));
		const end = playPods(stub.store, ENDING_MS);
		const live = () => stub.store.get("deployments", "checkout");
		return {
			target: await connect({ directory, kubeconfig }),
			running: async () => stub.store.list("pods").length,
			wanted: async () => Number(partOf(live(), "spec")["replicas"]),
			async scale(to) {
				stub.store.put("deployments", { ...live(), spec: { ...partOf(live(), "spec"), replicas: to } });
				await stub.settle("checkout");
			},
			writes: async () => Number(metadataOf(live())["generation"]),
			state: { directory, kubeconfig },
			async dispose() {
				end();
				await stub.stop();
				await rm(directory, { recursive: true, force: true });
			},
		};
	},
	reconnect: (state) => connect(stateShape.parse(state)),
};

async function connect({ directory, kubeconfig }: z.output<typeof stateShape>) {
	const config = kubernetesAdapter.schema.parse({ deployment: "checkout", namespace: "shop", kubeconfig });
	const target = await kubernetesAdapter.connect(config, adapterContext(directory));
	if (target.kind !== "versioned") throw new Error("a Deployment has releases");
	return target;
}
