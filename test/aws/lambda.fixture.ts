import { z } from "zod";
import { lambdaAdapter } from "../../src/adapters/lambda/index.ts";
import { adapterContext } from "../../src/testing/adapter-context.ts";
import type { AdapterFixture } from "../../src/testing/adapter-contract.ts";

const stateShape = z.object({ function: z.string(), alias: z.string(), region: z.string(), endpoint: z.string() });
export type LambdaState = z.output<typeof stateShape>;

/** One function with three versions behind an alias on moto. */
export const fixture: AdapterFixture = {
	async create() {
		// Only inside vitest: the process that is killed reconnects without it.
		const [{ lambdaWorld }, { awsAt }] = await Promise.all([import("./lambda-world.ts"), import("./at.ts")]);
		const world = await lambdaWorld();
		const state = { function: world.name, alias: "live", ...awsAt(world.proxy.url) };
		return {
			target: await connectLambda(state),
			older: "1",
			previous: "2",
			current: "3",
			live: world.live,
			effects: async () => world.proxy.calls.filter(({ name }) => name.startsWith("PUT ")).length,
			intrude: () => world.move("1"),
			loseOlder: () => world.remove("1"),
			state,
			dispose: world.dispose,
		};
	},
	reconnect: (state) => connectLambda(stateShape.parse(state)),
};

/** The alias as a target. */
export async function connectLambda(state: LambdaState) {
	process.env["AWS_ACCESS_KEY_ID"] ??= "testing";
	process.env["AWS_SECRET_ACCESS_KEY"] ??= "testing-secret";
	const target = await lambdaAdapter.connect(lambdaAdapter.schema.parse(state), adapterContext("/"));
	if (target.kind !== "versioned") throw new Error("an alias has releases");
	return target;
}
