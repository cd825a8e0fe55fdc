import { z } from "zod";
import { kubernetesAdapter } from "../../src/adapters/kubernetes/index.ts";
import { containersOf, templateIn } from "../../src/adapters/kubernetes/workload/pod-template.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { adapterContext } from "../../src/testing/adapter-context.ts";
import type { AdapterFixture, AdapterWorld } from "../../src/testing/adapter-contract.ts";
import type { WorkloadKind } from "./workload.ts";
import type { World } from "./world.ts";

const NAME = "shop";
const KEYS = { Deployment: "deployment", StatefulSet: "statefulSet", DaemonSet: "daemonSet" } as const;
const stateShape = z.object({ kubeconfig: z.string() });

/** One workload with three releases in a namespace of its own; everything that is not the adapter's own doing is done and asked by kubectl. */
export function workloadFixture(kind: WorkloadKind): AdapterFixture {
	return {
		async create() {
			// Only inside vitest: the process that is killed reconnects without it.
			const { openWorld } = await import("./world.ts");
			const world = await openWorld();
			await world.releases({ kind, name: NAME });
			return await worldOf(world, kind);
		},
		reconnect: (state) => connect(kind, stateShape.parse(state).kubeconfig),
	};
}

/** The workload as a target. */
export async function connect(kind: WorkloadKind, kubeconfig: string, context = adapterContext("/")) {
	const config = kubernetesAdapter.schema.parse({ [KEYS[kind]]: NAME, kubeconfig });
	const target = await kubernetesAdapter.connect(config, context);
	if (target.kind !== "versioned") throw new Error("a workload has releases");
	return target;
}

async function worldOf(world: World, kind: WorkloadKind): Promise<AdapterWorld> {
	const named = (tag: string) => revisionOf(world, kind, tag);
	const [older, previous, current] = await Promise.all([named("v1"), named("v2"), named("v3")]);
	const live = async () => (await named(tagOf(await world.live(kind, NAME)))).name;
	return {
		target: await connect(kind, world.kubeconfig),
		older: older.name,
		previous: previous.name,
		current: current.name,
		live,
		effects: async () =>
			z.object({ metadata: z.object({ generation: z.number() }) }).parse(await world.live(kind, NAME)).metadata.generation,
		async intrude() {
			await world.kubectl("rollout", "undo", `${kind}/${NAME}`, `--to-revision=${older.number}`);
			await world.kubectl("rollout", "status", `${kind}/${NAME}`, "--timeout=60s");
		},
		async loseOlder() {
			await world.kubectl("delete", older.kind, older.name);
		},
		state: { kubeconfig: world.kubeconfig },
		dispose: async () => world[Symbol.asyncDispose](),
	};
}

interface Kept {
	readonly kind: string;
	readonly name: string;
	readonly number: number;
}

/** The object that keeps the release with that image. */
async function revisionOf(world: World, kind: WorkloadKind, tag: string): Promise<Kept> {
	const keeper = kind === "Deployment" ? "replicasets" : "controllerrevisions";
	const { items } = z
		.object({ items: z.array(z.record(z.string(), z.json())) })
		.parse(JSON.parse(await world.kubectl("get", keeper, "-o", "json")));
	const found = items.map(asObject).find((item) => tagOf(kind === "Deployment" ? item : asObject(item["data"])) === tag);
	if (found === undefined) throw new Error(`no ${keeper} keeps ${tag}`);
	const { name, annotations } = z
		.object({ name: z.string(), annotations: z.record(z.string(), z.string()).default({}) })
		.parse(found["metadata"]);
	return { kind: keeper, name, number: Number(found["revision"] ?? annotations["deployment.kubernetes.io/revision"]) };
}

function asObject(value: unknown): JsonObject {
	return z.record(z.string(), z.json()).parse(value) as JsonObject;
}

function tagOf(object: JsonObject): string {
	return containersOf(templateIn(object))[0]?.image.split(":").at(-1) ?? "";
}
