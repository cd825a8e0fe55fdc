import { handCommand } from "../../../core/command.ts";
import type { ClusterName } from "../api/port.ts";

/** The lines that a person would type instead, with the cluster and the namespace named. */
export function kubectl(cluster: ClusterName, ...argv: readonly string[]): string {
	const where = [
		...(cluster.kubeconfig === null ? [] : ["--kubeconfig", cluster.kubeconfig]),
		...(cluster.context === null ? [] : ["--context", cluster.context]),
		"-n",
		cluster.namespace,
	];
	return handCommand(["kubectl", ...argv, ...where]);
}
