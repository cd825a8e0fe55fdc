import type { Finding } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { KubernetesApi } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { type Need, tried, triedRights } from "../rights.ts";
import type { WorkloadKind } from "./kind.ts";
import { currentRevision, type WorkloadReader } from "./reader.ts";

/** Whether the cluster answers, the workload is there with something to return to, and we may do all that a rollback does. Asks, and changes nothing. */
export async function checkWorkload(
	api: KubernetesApi,
	kind: WorkloadKind,
	reader: WorkloadReader,
	deadline: AbortSignal,
): Promise<readonly Finding[]> {
	const limits = { signal: deadline };
	const where = { namespace: api.cluster.namespace, name: null };
	const needs: readonly Need[] = [
		["patch", reader.path],
		["watch", { ...reader.path, name: null }],
		["list", { ...kind.history, ...where }],
		["watch", { ...RESOURCES.pods, ...where }],
		["get", { ...RESOURCES.pods, ...where, subresource: "log" }],
		// Of its pods alone one may hold every other up until it is deleted.
		...(kind.word === "statefulset" ? ([["delete", { ...RESOURCES.pods, ...where }]] satisfies readonly Need[]) : []),
	];
	return await Promise.all([
		tried(`${kind.word} ${reader.path.name} can be returned`, async () => {
			const { workload, revisions, ...seen } = await reader.history(limits);
			if (workload.obstacle !== null)
				throw new BackoutError({ code: "kubernetes.obstacle", message: workload.obstacle.reason, fix: workload.obstacle.fix });
			const current = currentRevision({ workload, revisions, ...seen });
			return `${formatQuantity(revisions.length, "revision")} in ${api.cluster.namespace}, ${current === null ? "none of them in place" : `${current.number} is in place`}`;
		}),
		...triedRights(api, needs, limits),
	]);
}
