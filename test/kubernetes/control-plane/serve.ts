/** A control plane to try things on: prints where it is as one JSON line, and ends with Ctrl-C. Usage: node test/kubernetes/control-plane/serve.ts */
import { startControlPlane } from "./start.ts";

const plane = await startControlPlane();
const { kubeconfig, adminUrl, auditLog, pids } = plane;
process.stdout.write(`${JSON.stringify({ kubeconfig, adminUrl, auditLog, pids })}\n`);
const stay = setInterval(() => undefined, 2 ** 30);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
	process.once(signal, async () => {
		clearInterval(stay);
		await plane.stop();
	});
}
