// npm run test:kubernetes: the tests that need a real control plane. BACKOUT_TEST_KUBECONFIG names a cluster to use (kind, k3d); without it one is
// started on loopback, built from source the first time. `--only-setup` builds and runs nothing; anything else goes to vitest.
import { join } from "node:path";
import { install, root, runPinned } from "./install.mjs";
import { provideKubernetes } from "./kubernetes/provide.mjs";

const args = process.argv.slice(2);
const onlySetup = args.includes("--only-setup");

install();
const kubectl = await provideKubernetes();

if (!onlySetup) {
	const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/kubernetes/vitest.config.ts"];
	const { status } = runPinned([...vitest, ...args], { env: { BACKOUT_TEST_KUBECTL: kubectl } });
	process.exitCode = status ?? 1;
}
