import type { Finding } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { ClusterName, KubernetesApi } from "../api/port.ts";
import { type Checked, checkTarget } from "../check.ts";
import { referencesOf } from "../references/referenced.ts";
import type { Objects } from "../rights/check.ts";
import { resourceText } from "../rights/right.ts";
import type { WorkloadKind } from "./kind.ts";
import { currentRevision, type SeenHistory, type WorkloadReader } from "./reader.ts";

/** Which form of a target the workload is, and what else of it is named. */
export type CheckedWorkload = Pick<Checked<SeenHistory>, "form" | "gitops"> & { readonly alsoNamed?: (seen: SeenHistory) => Objects };

/** Whether the cluster answers, the workload is there with something to return to, and we may do all that a rollback does. Asks, and changes nothing. */
export async function checkWorkload(
	api: KubernetesApi,
	{ form, gitops, alsoNamed = referenced }: CheckedWorkload,
	kind: WorkloadKind,
	reader: WorkloadReader,
	deadline: AbortSignal,
): Promise<readonly Finding[]> {
	const limits = { signal: deadline };
	const { group, plural } = kind.resource;
	const { namespace } = api.cluster;
	const names = [reader.path.name ?? ""];
	const checked: Checked<SeenHistory> = {
		form,
		gitops,
		title: `${kind.word} ${reader.path.name} can be returned`,
		look: () => reader.history(limits),
		say: (seen) => told(seen, api.cluster),
		named: { [resourceText({ group, resource: plural })]: names, configmaps: [], secrets: [] },
		alsoNamed,
		subjects: ({ workload }) => [{ group, kind: kind.kindName, namespace, metadata: workload.metadata }],
	};
	return await checkTarget(api, checked, limits);
}

function told(seen: SeenHistory, cluster: ClusterName): string {
	const { workload, revisions } = seen;
	if (workload.obstacle !== null)
		throw new BackoutError({ code: "kubernetes.obstacle", message: workload.obstacle.reason, fix: workload.obstacle.fix(cluster) });
	const current = currentRevision(seen);
	return `${formatQuantity(revisions.length, "revision")} in ${cluster.namespace}, ${current === null ? "none of them in place" : `${current.number} is in place`}`;
}

/** The ConfigMaps and Secrets that the pods of today name; those of other revisions are hardly others. */
function referenced({ workload }: SeenHistory): Objects {
	const references = referencesOf(workload.template);
	const named = (wanted: string) => references.filter(({ kind }) => kind === wanted).map(({ name }) => name);
	return { configmaps: named("ConfigMap"), secrets: named("Secret") };
}
