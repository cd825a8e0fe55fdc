import { writeFileSync } from "node:fs";
import { systemClock } from "../../src/runtime/clock.ts";
import { createProcessRunner } from "../../src/runtime/process.ts";

/** Runs kubectl on a cluster; the answer is its standard output. Throws with the command and what it said when it fails. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

const processes = createProcessRunner({ clock: systemClock });
const KUBECTL_TIMEOUT_MS = 120_000;
const LONGEST_COMPLAINT = 2_000;

/** kubectl with that kubeconfig: BACKOUT_TEST_KUBECTL, else the one on the PATH. */
export function kubectlFor(kubeconfig: string): Kubectl {
	const program = process.env["BACKOUT_TEST_KUBECTL"] ?? "kubectl";
	const env = { KUBECACHEDIR: `${kubeconfig}.cache`, KUBECONFIG: kubeconfig };
	return async (args, input) => {
		const options = { env, timeoutMs: KUBECTL_TIMEOUT_MS, maxOutputBytes: 64 * 1024 * 1024, ...(input === undefined ? {} : { input }) };
		const output = await processes.run([program, ...args], options);
		if (output.exitCode === 0) return output.stdout;
		throw new Error(
			`kubectl ${args.join(" ")} ended with ${output.exitCode ?? output.ended}: ${output.stderr.trim().slice(0, LONGEST_COMPLAINT)}`,
		);
	};
}

/** Writes a copy of a kubeconfig whose current context looks into that namespace. */
export async function writeKubeconfig(from: string, namespace: string, to: string): Promise<void> {
	const whole = await kubectlFor(from)(["config", "view", "--raw", "--flatten", "--minify"]);
	writeFileSync(to, whole, { mode: 0o600 });
	await kubectlFor(to)(["config", "set-context", "--current", `--namespace=${namespace}`]);
}
