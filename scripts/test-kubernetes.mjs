// npm run test:kubernetes: the tests that need a real control plane. BACKOUT_TEST_KUBECONFIG names a cluster to use (kind, k3d); without it one is
// started on loopback, built from source the first time. `--only-setup` builds and runs nothing; anything else goes to vitest.
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { install, root, runPinned } from "./install.mjs";
import { buildPrograms } from "./kubernetes/build.mjs";
import { provideKubectl } from "./kubernetes/kubectl.mjs";
import { DEFINITIONS, PROGRAMS } from "./kubernetes/versions.mjs";

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "backout", "kubernetes");
const args = process.argv.slice(2);
const onlySetup = args.includes("--only-setup");

install();
mkdirSync(cache, { recursive: true });
if (!process.env.BACKOUT_TEST_KUBECONFIG) buildPrograms(PROGRAMS, cache);
// After install(): it reads YAML by a package.
const { provideDefinitions } = await import("./kubernetes/definitions.mjs");
provideDefinitions(DEFINITIONS, cache);
const kubectl = provideKubectl(cache);

if (!onlySetup) {
	const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/kubernetes/vitest.config.ts"];
	const { status } = runPinned([...vitest, ...args], { env: { BACKOUT_TEST_KUBECTL: kubectl } });
	process.exitCode = status ?? 1;
}
