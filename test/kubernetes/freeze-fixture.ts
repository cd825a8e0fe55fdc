import { z } from "zod";
import { FREEZE_SIZE, type FreezeFixture } from "../../src/testing/freeze-contract.ts";
import type { WorkloadKind } from "./workload.ts";
import { connect } from "./workload-fixture.ts";

const NAME = "shop";
const stateShape = z.object({ kubeconfig: z.string() });
const shape = z.object({ metadata: z.object({ generation: z.number() }), spec: z.object({ replicas: z.number() }) });

/** One workload in a namespace of its own, whose pods take a second to end; what is not the adapter's own doing is done and asked by kubectl. */
export function freezeFixture(kind: WorkloadKind): FreezeFixture {
	return {
		async create() {
			// Only inside vitest: the process that is killed reconnects without it.
			const { openWorld } = await import("./world.ts");
			const world = await openWorld();
			await world.release({ kind, name: NAME, replicas: FREEZE_SIZE }, { tag: "v1", annotations: { "backout.test/stops-after": "1s" } });
			const live = async () => shape.parse(await world.live(kind, NAME));
			return {
				target: await connect(kind, world.kubeconfig),
				running: async () => (await world.kubectl("get", "pods", "-l", `app=${NAME}`, "-o", "name")).split("\n").filter(Boolean).length,
				wanted: async () => (await live()).spec.replicas,
				scale: async (to) => void (await world.kubectl("scale", `${kind}/${NAME}`, `--replicas=${to}`)),
				writes: async () => (await live()).metadata.generation,
				state: { kubeconfig: world.kubeconfig },
				dispose: async () => await world[Symbol.asyncDispose](),
			};
		},
		reconnect: (state) => connect(kind, stateShape.parse(state).kubeconfig),
	};
}
