import type { Evidence } from "../../../core/adapter.ts";
import type { KubernetesApi } from "../api/port.ts";
import { keptJson, keptPods, podLogs } from "../kept-evidence.ts";
import type { WorkloadKind } from "./kind.ts";
import type { WorkloadReader } from "./reader.ts";

/** The workload as it is, its revisions and pods, and the logs of the pods in trouble first; what cannot be read is left out with the reason. */
export async function evidenceOf(
	api: KubernetesApi,
	kind: WorkloadKind,
	reader: WorkloadReader,
	sinceMs: number,
	deadline: AbortSignal,
): Promise<readonly Evidence[]> {
	const limits = { signal: deadline };
	const { object, workload, revisions } = await reader.history(limits);
	const { pods, file } = await keptPods(api, { labelSelector: workload.selector }, deadline);
	const logs = await podLogs(api, pods, sinceMs, deadline);
	const history = revisions.map(({ number, name, createdAt, changeCause }) => ({ number, name, createdAt, changeCause }));
	return [{ name: `${kind.word}.json`, content: keptJson(object) }, { name: "revisions.json", content: keptJson(history) }, file, ...logs];
}
