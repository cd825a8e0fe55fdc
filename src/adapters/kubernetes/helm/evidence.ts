import type { Evidence } from "../../../core/adapter.ts";
import type { KubernetesApi } from "../api/port.ts";
import { keptJson, keptPods, podLogs } from "../kept-evidence.ts";
import { readStored } from "./stored.ts";

/** The release's revisions, and its pods with their logs as far as charts label them (helm.sh/docs/chart_best_practices/labels). Manifests and values may hold secrets and are left out. */
export async function evidenceOf(
	api: KubernetesApi,
	release: string,
	sinceMs: number,
	deadline: AbortSignal,
): Promise<readonly Evidence[]> {
	const limits = { signal: deadline };
	const stored = await readStored(api, release, limits);
	const history = stored.map(({ manifest: _manifest, hooks: _hooks, ...shown }) => shown);
	const { pods, file } = await keptPods(api, { labelSelector: `app.kubernetes.io/instance=${release}` }, deadline);
	const logs = await podLogs(api, pods, sinceMs, deadline);
	return [{ name: "helm-history.json", content: keptJson(history) }, file, ...logs];
}
