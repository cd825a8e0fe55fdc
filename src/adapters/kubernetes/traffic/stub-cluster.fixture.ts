import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { adapterContext } from "../../../testing/adapter-context.ts";
import { type StubApi, startStubApi } from "../../../testing/kubernetes/stub-api.ts";
import { partOf, type StubStore } from "../../../testing/kubernetes/stub-store.ts";
import { playTraffic } from "../../../testing/kubernetes/stub-traffic.ts";
import type { KubernetesApi } from "../api/port.ts";
import { connectKubernetes } from "../kubeconfig/connect.ts";

/** How a stub is found again from another process. */
export const stubPlace = z.object({ directory: z.string(), kubeconfig: z.string() });
export type StubPlace = z.output<typeof stubPlace>;

/** A stub of the API whose Deployments have pods and whose Services have endpoints; named as what it is. */
export interface StubCluster {
	readonly stub: StubApi;
	readonly place: StubPlace;
	/** From now on nobody makes pods, counts or endpoints. */
	stopPlaying(): void;
	stop(): Promise<void>;
}

/** `play` is who acts in it besides us. */
export async function startStubCluster(play: (store: StubStore) => () => void = playTraffic): Promise<StubCluster> {
	const stub = await startStubApi(null);
	const directory = await mkdtemp(join(tmpdir(), "backout-kubernetes-"));
	const kubeconfig = join(directory, "kubeconfig.json");
	await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(stub.url)));
	const stopPlaying = play(stub.store);
	return {
		stub,
		place: { directory, kubeconfig },
		stopPlaying,
		async stop() {
			stopPlaying();
			await stub.stop();
			await rm(directory, { recursive: true, force: true });
		},
	};
}

/** Until every Deployment has as many pods as it wants, and each Service a slice. */
export async function settled({ stub: { store } }: StubCluster): Promise<void> {
	const isSettled = () => {
		const wanted = store.list("deployments").reduce((sum, deployment) => sum + Number(partOf(deployment, "spec")["replicas"]), 0);
		return store.list("pods").length === wanted && store.list("endpointslices").length >= store.list("services").length;
	};
	while (!isSettled()) await sleep(10);
}

/** Talks to the stub through the adapter's own client. */
export async function stubConnection({ directory, kubeconfig }: StubPlace): Promise<KubernetesApi> {
	return await connectKubernetes({ namespace: "shop", context: null, kubeconfig }, adapterContext(directory));
}

function kubeconfigOf(server: string) {
	return {
		apiVersion: "v1",
		kind: "Config",
		"current-context": "stub",
		clusters: [{ name: "stub", cluster: { server } }],
		users: [{ name: "ana", user: { token: "not-a-secret" } }],
		contexts: [{ name: "stub", context: { cluster: "stub", user: "ana" } }],
	};
}
