import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a fleet of services is like. */
export interface FleetSetup {
	readonly services: number;
	/** Steps of every rollback; each appends one line to a file. */
	readonly steps: number;
	/** `state:` of the config; null: SQLite beside it. */
	readonly state: string | null;
	/** Answers 200. */
	readonly healthUrl: string;
	/** The plugin's path. */
	readonly fileAdapter: string;
}

/** The name of the n-th service, from 0. */
export function serviceName(index: number): string {
	return `service-${index}`;
}

/** A new directory with a config of so many services, each on a file target where v2 is live; no bake. */
export async function createFleet(setup: FleetSetup): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), "backout-fleet-"));
	const steps = Array.from({ length: setup.steps }, (_, index) => `step${index + 1}`);
	const places = Array.from({ length: setup.services }, (_, index) => {
		const name = serviceName(index);
		const place = {
			bake: "0s",
			targets: [{ name: "api", files: { log: `${name}.log`, steps } }],
			health: [{ http: `${setup.healthUrl}/${name}` }],
		};
		return [name, { environments: { production: place } }] as const;
	});
	const config = {
		version: 1,
		...(setup.state === null ? {} : { state: setup.state }),
		plugins: [setup.fileAdapter],
		environments: { production: {} },
		services: Object.fromEntries(places),
	};
	// JSON is YAML.
	await writeFile(join(directory, "backout.yaml"), JSON.stringify(config, null, "\t"));
	return directory;
}
