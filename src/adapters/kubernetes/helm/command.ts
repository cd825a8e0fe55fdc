import type { ClusterName } from "../api/port.ts";

/** Helm's own default (helm.sh/docs/helm/helm_rollback). */
export const WAIT_S = 300;

/**
 * The argument array that returns a release. `--history-max 0`: a rollback prunes nothing; Helm's default would keep the last ten only, and take the way
 * back from a team that keeps more.
 */
export function rollbackArguments(cluster: ClusterName, release: string, revision: number): readonly string[] {
	return ["helm", "rollback", release, String(revision), "--wait", "--timeout", `${WAIT_S}s`, "--history-max", "0", ...where(cluster)];
}

export function historyArguments(cluster: ClusterName, release: string): readonly string[] {
	return ["helm", "history", release, ...where(cluster)];
}

function where({ namespace, context, kubeconfig }: ClusterName): readonly string[] {
	return [
		"--namespace",
		namespace,
		...(context === null ? [] : ["--kube-context", context]),
		...(kubeconfig === null ? [] : ["--kubeconfig", kubeconfig]),
	];
}
