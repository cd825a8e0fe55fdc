import type { StepCall } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { Output, ProcessOptions, ProcessRunner } from "../../../core/runtime.ts";
import { missingRight } from "../api/reasons.ts";
import { grantFix } from "../rights/fix.ts";

/** Revisions are read from Secrets, so Helm must write them there too, whatever the machine has set. */
const ENVIRONMENT = { HELM_DRIVER: "secret" } as const;
const SHOWN_LENGTH = 800;

/** Runs helm and resolves when it ended well. Throws `kubernetes.no-helm` when it is not installed, `kubernetes.helm-failed` with its own words. */
export async function runHelm(processes: ProcessRunner, argv: readonly string[], options: ProcessOptions): Promise<Output> {
	const output = await started(processes, argv, options);
	if (output.exitCode === 0) return output;
	const said = output.stderr.trim().slice(-SHOWN_LENGTH);
	const right = missingRight(output.stderr);
	throw new BackoutError({
		code: "kubernetes.helm-failed",
		message: `\`${argv.slice(0, 3).join(" ")}\` ${output.ended === null ? `ended with exit code ${output.exitCode ?? "none"}` : `was ended (${output.ended})`}: ${said}`,
		fix:
			right === null || right.path !== null
				? "see `helm history` and `helm status` of the release, and the events of its namespace (`kubectl get events`)"
				: grantFix(right),
	});
}

/** Helm tells of each thing that it waits for on standard error with --debug only; so at least that it waits is said. */
export async function rollBack(call: StepCall, argv: readonly string[], cwd: string, timeoutMs: number): Promise<void> {
	call.progress("helm writes the objects and waits until they are ready");
	await runHelm(call.processes, argv, { cwd, timeoutMs, signal: call.signal });
}

async function started(processes: ProcessRunner, argv: readonly string[], options: ProcessOptions): Promise<Output> {
	try {
		return await processes.run(argv, { ...options, env: { ...options.env, ...ENVIRONMENT } });
	} catch (cause) {
		if (!(cause instanceof BackoutError) || cause.code !== "process.tool-not-found") throw cause;
		throw new BackoutError({
			code: "kubernetes.no-helm",
			message: "helm is not installed where Backout runs, and only Helm writes its revisions",
			fix: "install Helm 3.2 or newer so that `helm` is in PATH (helm.sh/docs/intro/install; Debian and Ubuntu: the package `helm` of Helm's own repository)",
			cause,
		});
	}
}
