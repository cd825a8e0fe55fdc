import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `files`: an effect is one append in our own process. `exec`: it is the work of a child process that outlives us. */
export type Variant = "files" | "exec";

/** What the plan of every world holds: the ids of its steps, each of which must be in effects.log once. */
export const EFFECTS: Readonly<Record<Variant, readonly string[]>> = {
	files: ["1-api-drain", "2-api-switch", "3-api-warm"],
	exec: ["1-api-apply", "2-worker-apply"],
};

/** A new directory with a service whose release v2 is live and whose release v1 can be returned to. `fileAdapter` is the plugin's path. */
export async function createWorld(variant: Variant, fileAdapter: string): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), `backout-kill-${variant}-`));
	await writeFile(join(directory, "backout.yaml"), variant === "files" ? filesConfig(fileAdapter) : EXEC_CONFIG);
	if (variant === "exec") for (const target of ["api", "worker"]) await createExecTarget(directory, target);
	return directory;
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
