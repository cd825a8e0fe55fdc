import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { AdapterContext, Target, VersionedTarget } from "../../core/adapter.ts";
import type { JsonValue } from "../../core/json.ts";
import { createProcessRunner } from "../../runtime/process.ts";
import type { AdapterFixture, AdapterWorld } from "../../testing/adapter-contract.ts";
import { NO_HTTP } from "../../testing/no-http.ts";
import { testClock } from "../../testing/step-driver.ts";
import type { ExecConfig } from "./config.ts";
import { execAdapter } from "./index.ts";

/** A deploy script that refuses when another release than the named one is live, notes each deployment and takes a moment. */
const DEPLOY = `#!/bin/sh
set -eu
from=$1 to=$2
[ "$(cat live)" = "$from" ] || { echo "not $from" >&2; exit 9; }
grep -qxF -- "$to" releases || { echo "no release $to" >&2; exit 8; }
sleep 0.15
printf '%s\\n' "$to" >> deployments
printf '%s\\n' "$to" > live.next
mv live.next live
`;

/** The settings of the world's target: real commands over plain files. */
export const worldConfig: ExecConfig = {
	current: ["cat", "live"],
	history: ["cat", "releases"],
	apply: ["./deploy it.sh", "{from}", "{release}"],
	repeat: "conditional",
};

/** The context of a target under test, with the real process runner; its HTTP client is a stub that refuses. */
export function contextIn(directory: string): AdapterContext {
	return {
		service: "shop",
		environment: "test",
		target: "under-test",
		directory,
		processes: createProcessRunner({ clock: testClock }),
		http: NO_HTTP,
		clock: testClock,
		log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
	};
}

/** A new directory, with spaces and quotes in its name, where three releases are known and the newest is live. */
export async function makeWorld(): Promise<string> {
	const directory = join(await mkdtemp(join(tmpdir(), "exec-")), `a world's "own" place`);
	await mkdir(directory);
	await writeFile(join(directory, "releases"), "v3\nv2\nv1\n");
	await writeFile(join(directory, "live"), "v3\n");
	await writeFile(join(directory, "deployments"), "");
	await writeFile(join(directory, "deploy it.sh"), DEPLOY);
	await chmod(join(directory, "deploy it.sh"), 0o755);
	return directory;
}

/** The target of the directory, connected with the settings; parsed by the adapter's own schema first. */
export async function connectIn(directory: string, config: unknown = worldConfig): Promise<Target> {
	return await execAdapter.connect(execAdapter.schema.parse(config), contextIn(directory));
}

/** The same for a target with releases; throws when it is none. */
export async function connectVersioned(directory: string, config: unknown = worldConfig): Promise<VersionedTarget> {
	const target = await connectIn(directory, config);
	if (target.kind !== "versioned") throw new Error("expected a versioned target");
	return target;
}

async function createWorld(): Promise<AdapterWorld> {
	const directory = await makeWorld();
	return {
		target: await connectVersioned(directory),
		older: "v1",
		previous: "v2",
		current: "v3",
		live: async () => (await readFile(join(directory, "live"), "utf8")).trim(),
		effects: async () => (await readFile(join(directory, "deployments"), "utf8")).split("\n").length - 1,
		intrude: async () => {
			await writeFile(join(directory, "live"), "v1\n");
			await appendFile(join(directory, "deployments"), "v1\n");
		},
		loseOlder: async () => await writeFile(join(directory, "releases"), "v3\nv2\n"),
		state: { directory },
		dispose: async () => await rm(join(directory, ".."), { recursive: true, force: true }),
	};
}

/** Real processes over a directory, for the adapter contract. */
export const fixture: AdapterFixture = {
	create: createWorld,
	reconnect: async (state: JsonValue) => await connectVersioned(z.object({ directory: z.string() }).parse(state).directory),
};
