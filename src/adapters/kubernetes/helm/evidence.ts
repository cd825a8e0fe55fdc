import type { Evidence } from "../../../core/adapter.ts";
import type { KubernetesApi } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { keptJson, podLogs } from "../kept-evidence.ts";
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
	const pods = { ...RESOURCES.pods, namespace: api.cluster.namespace, name: null };
	const { items } = await api.list(pods, { labelSelector: `app.kubernetes.io/instance=${release}` }, limits);
	const logs = await podLogs(api, items, sinceMs, deadline);
	return [{ name: "helm-history.json", content: keptJson(history) }, { name: "pods.json", content: keptJson(items) }, ...logs];
}
