// npm run bench:kubernetes: a Kubernetes rollback against kubectl's, and 200 at once, on the control plane of npm run test:kubernetes. BACKOUT_TEST_KUBECONFIG
// names a cluster to use (kind, k3d); without it one is started on loopback, built from source the first time. Options go to bench/kubernetes/index.ts.
import { join } from "node:path";
import { install, root, runPinned } from "./install.mjs";
import { provideKubernetes } from "./kubernetes/provide.mjs";

install();
const kubectl = await provideKubernetes();
const { status } = runPinned([join(root, "bench/kubernetes/index.ts"), ...process.argv.slice(2)], {
	env: { BACKOUT_TEST_KUBECTL: kubectl },
});
process.exitCode = status ?? 1;
