import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { adapterContext } from "../../../testing/adapter-context.ts";
import type { AdapterFixture, AdapterWorld } from "../../../testing/adapter-contract.ts";
import { kubeconfigOf, type StubApi, startStubApi } from "../../../testing/kubernetes/stub-api.ts";
import { kubernetesAdapter } from "../index.ts";
import { deployment, template } from "./objects.fixture.ts";

const stateShape = z.object({ directory: z.string(), kubeconfig: z.string() });

/** One Deployment with three revisions behind a stub of the API. */
export const fixture: AdapterFixture = {
	async create() {
		const stub = await startStubApi();
		const directory = await mkdtemp(join(tmpdir(), "backout-kubernetes-"));
		const kubeconfig = join(directory, "kubeconfig.json");
		await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(stub.url)));
		stub.store.put("deployments", deployment(template("checkout:v0")));
		for (const tag of ["v1", "v2", "v3"]) await stub.deploy("checkout", template(`checkout:${tag}`));
		return await worldOf(stub, directory, kubeconfig);
	},
	reconnect: (state) => connect(stateShape.parse(state)),
};

async function worldOf(stub: StubApi, directory: string, kubeconfig: string): Promise<AdapterWorld> {
	const named = (tag: string) => nameOf(stub, tag);
	const [older, previous, current] = [named("v1"), named("v2"), named("v3")];
	return {
		target: await connect({ directory, kubeconfig }),
		older,
		previous,
		current,
		live: async () => named(liveTag(stub)),
		effects: async () => stub.templateWrites(),
		intrude: () => stub.deploy("checkout", template("checkout:v1")),
		loseOlder: async () => stub.store.remove("replicasets", older),
		state: { directory, kubeconfig },
		async dispose() {
			await stub.stop();
			await rm(directory, { recursive: true, force: true });
		},
	};
}

async function connect({ directory, kubeconfig }: z.output<typeof stateShape>) {
	const config = kubernetesAdapter.schema.parse({ deployment: "checkout", namespace: "shop", kubeconfig });
	const target = await kubernetesAdapter.connect(config, adapterContext(directory));
	if (target.kind !== "versioned") throw new Error("a Deployment has releases");
	return target;
}

const imaged = z.object({
	metadata: z.object({ name: z.string() }),
	spec: z.object({ template: z.object({ spec: z.object({ containers: z.tuple([z.object({ image: z.string() })]) }) }) }),
});

function liveTag(stub: StubApi): string {
	return tagOf(stub.store.get("deployments", "checkout"));
}

function nameOf(stub: StubApi, tag: string): string {
	const set = stub.store.list("replicasets").find((one) => tagOf(one) === tag);
	if (set === undefined) throw new Error(`no ReplicaSet runs ${tag}`);
	return imaged.parse(set).metadata.name;
}

function tagOf(object: unknown): string {
	return imaged.parse(object).spec.template.spec.containers[0].image.replace("checkout:", "");
}
