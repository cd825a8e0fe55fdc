import type { JsonObject } from "../../../core/json.ts";
import { adapterContext } from "../../../testing/adapter-context.ts";
import type { AdapterFixture, AdapterWorld } from "../../../testing/adapter-contract.ts";
import { partOf } from "../../../testing/kubernetes/stub-store.ts";
import { BlueGreenTarget } from "./blue-green-target.ts";
import { colourDeployment, colourService } from "./objects.fixture.ts";
import { type StubCluster, type StubPlace, settled, startStubCluster, stubConnection, stubPlace } from "./stub-cluster.fixture.ts";

const IDS: Readonly<Record<string, string>> = { red: "red:v1", blue: "blue:v2", green: "green:v3" };

/** One Service over three colours behind a stub of the API. */
export const fixture: AdapterFixture = {
	async create() {
		const cluster = await startStubCluster();
		const { store } = cluster.stub;
		for (const [day, colour] of ["red", "blue", "green"].entries())
			store.put("deployments", colourDeployment(colour, `checkout:v${day + 1}`, { at: `2026-11-1${day}T00:00:00Z` }));
		store.put("services", colourService("green"));
		await settled(cluster);
		return await worldOf(cluster);
	},
	reconnect: (state) => connect(stubPlace.parse(state)),
};

async function worldOf(cluster: StubCluster): Promise<AdapterWorld> {
	const { store } = cluster.stub;
	const selectors = () => store.changesSince("services", 0).map(({ object }) => colourIn(object));
	return {
		target: await connect(cluster.place),
		older: "red:v1",
		previous: "blue:v2",
		current: "green:v3",
		live: async () => IDS[colourIn(store.get("services", "checkout"))] ?? "",
		effects: async () => selectors().filter((colour, index, all) => index > 0 && colour !== all[index - 1]).length,
		async intrude() {
			const { metadata: _metadata, ...service } = colourService("red");
			store.put("services", { ...store.get("services", "checkout"), ...service });
		},
		async loseOlder() {
			store.remove("deployments", "checkout-red");
			for (const name of ["checkout-red-pod-0", "checkout-red-pod-1"]) store.remove("pods", name);
		},
		state: cluster.place,
		dispose: () => cluster.stop(),
	};
}

async function connect(place: StubPlace): Promise<BlueGreenTarget> {
	const named = { service: "checkout", colours: ["blue", "green", "red"], label: "version", container: null, gitops: "refuse" } as const;
	return new BlueGreenTarget(named, await stubConnection(place), adapterContext(place.directory));
}

function colourIn(service: JsonObject): string {
	return String(partOf(partOf(service, "spec"), "selector")["version"]);
}
