import { z } from "zod";
import { ecsAdapter } from "../../src/adapters/ecs/index.ts";
import { adapterContext } from "../../src/testing/adapter-context.ts";
import type { AdapterFixture } from "../../src/testing/adapter-contract.ts";

const stateShape = z.object({ cluster: z.string(), service: z.string(), region: z.string(), endpoint: z.string() });
export type EcsState = z.output<typeof stateShape>;

/** One ECS service with three releases on moto. */
export const fixture: AdapterFixture = {
	async create() {
		// Only inside vitest: the process that is killed reconnects without it.
		const [{ ecsWorld }, { awsAt }] = await Promise.all([import("./ecs-world.ts"), import("./at.ts")]);
		const world = await ecsWorld();
		const { cluster, service, proxy, definitions } = world;
		const state = { cluster, service, ...awsAt(proxy.url) };
		let isLost = false;
		return {
			target: await connectEcs(state),
			older: definitions[0],
			previous: definitions[1],
			current: definitions[2],
			live: world.live,
			effects: async () => proxy.calls.filter(({ name }) => name === "UpdateService").length,
			intrude: () => world.deploy(definitions[0]),
			async loseOlder() {
				await world.deregister(definitions[0]);
				if (!isLost) proxy.trouble({ when: isAbout(definitions[0]), times: Number.POSITIVE_INFINITY, kind: "gone" });
				isLost = true;
			},
			state,
			dispose: world.dispose,
		};
	},
	reconnect: (state) => connectEcs(stateShape.parse(state)),
};

/** The service as a target. */
export async function connectEcs(state: EcsState) {
	process.env["AWS_ACCESS_KEY_ID"] ??= "testing";
	process.env["AWS_SECRET_ACCESS_KEY"] ??= "testing-secret";
	const target = await ecsAdapter.connect(ecsAdapter.schema.parse(state), adapterContext("/"));
	if (target.kind !== "versioned") throw new Error("an ECS service has releases");
	return target;
}

const isAbout =
	(definition: string) =>
	({ name, body }: { readonly name: string; readonly body: string }): boolean =>
		name === "DescribeTaskDefinition" && body.includes(`"${definition}"`);
