import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `files`: an effect is one append in our own process. `exec`: it is the work of a child process that outlives us. The guarded ones deploy v3, which is well or is not. */
export type Variant = RunVariant | GuardVariant;
type RunVariant = "files" | "exec";
export type GuardVariant = "guard-good" | "guard-bad";

/** Whether the world is one where a deploy is guarded. */
export function isGuarded(variant: Variant): variant is GuardVariant {
	return variant === "guard-good" || variant === "guard-bad";
}

/** What the plan of every world holds: the ids of its steps, each of which must be in effects.log once. */
export const EFFECTS: Readonly<Record<RunVariant, readonly string[]>> = {
	files: ["1-api-drain", "2-api-switch", "3-api-warm"],
	exec: ["1-api-apply", "2-worker-apply"],
};

/** A new directory with a service whose release v2 is live and whose release v1 can be returned to. `fileAdapter` is the plugin's path. */
export async function createWorld(variant: Variant, fileAdapter: string): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), `backout-kill-${variant}-`));
	await writeFile(join(directory, "backout.yaml"), configOf(variant, fileAdapter));
	if (isGuarded(variant)) await createGuardedTarget(directory);
	if (variant === "exec") for (const target of ["api", "worker"]) await createExecTarget(directory, target);
	return directory;
}

function configOf(variant: Variant, fileAdapter: string): string {
	if (isGuarded(variant)) return guardConfig(variant);
	return variant === "files" ? filesConfig(fileAdapter) : EXEC_CONFIG;
}

/** v2 is live; `ship.sh` deploys v3. */
async function createGuardedTarget(directory: string): Promise<void> {
	await createExecTarget(directory, "api");
	await writeFile(join(directory, "ship.sh"), SHIP);
	await chmod(join(directory, "ship.sh"), 0o755);
}

async function createExecTarget(directory: string, target: string): Promise<void> {
	const home = join(directory, target);
	await mkdir(home);
	await writeFile(join(home, "live"), "v2\n");
	await writeFile(join(home, "releases"), "v2\nv1\n");
	await writeFile(join(home, "deploy.sh"), DEPLOY);
	await chmod(join(home, "deploy.sh"), 0o755);
}

/** Slow enough to be caught in the middle, and it does not look whether it ran before: a second start would show. */
const DEPLOY = `#!/bin/sh
echo "$2" >> ../begun.log
sleep 0.3
echo "$2" >> ../effects.log
echo "$1" > live.new
mv live.new live
`;

/** Slow enough to be caught before anything is live. */
const SHIP = `#!/bin/sh
set -eu
echo ship >> begun.log
sleep 0.3
echo ship >> effects.log
printf 'v3\\nv2\\nv1\\n' > api/releases
echo v3 > api/live.new
mv api/live.new api/live
`;

const guardConfig = (variant: GuardVariant) => `version: 1
environments: { production: {} }
services:
  shop:
    environments:
      production:
        bake: 0s
        settle: 1s
        targets:
          - { name: api, exec: { cwd: api, current: [cat, live], history: [cat, releases], apply: [./deploy.sh, "{release}", "{step}"] } }
        health: [{ command: [grep, -q, ${variant === "guard-good" ? "v" : "v2"}, api/live] }]
`;

const filesConfig = (fileAdapter: string) => `version: 1
plugins: [${JSON.stringify(fileAdapter)}]
environments: { production: {} }
services:
  shop:
    environments:
      production:
        bake: 1s
        settle: 10s
        targets: [{ name: api, files: { log: effects.log, steps: [drain, switch, warm] } }]
        health: [{ command: [grep, -q, api-switch, effects.log] }]
`;

const EXEC_CONFIG = `version: 1
environments: { production: {} }
services:
  shop:
    environments:
      production:
        bake: 0s
        settle: 10s
        targets:
          - { name: api, exec: { cwd: api, current: [cat, live], history: [cat, releases], apply: [./deploy.sh, "{release}", "{step}"] } }
          - { name: worker, exec: { cwd: worker, current: [cat, live], history: [cat, releases], apply: [./deploy.sh, "{release}", "{step}"] } }
        health: [{ command: [grep, -q, v1, worker/live] }]
`;
