import type { KubernetesApi } from "../api/port.ts";
import { readSteering } from "../steering/read.ts";
import type { Steering, Subject } from "../steering/steering.ts";
import { mainWorkload } from "./manifest.ts";
import type { StoredRevision } from "./stored.ts";

/** The release as something that is steered: Flux's helm-controller writes its labels on everything in it (fluxcd.io/flux/components/helm/helmreleases). */
export function helmSubject(release: string, { manifest, deployedAt }: StoredRevision, namespace: string): Subject {
	const labels = mainWorkload(manifest, release)?.labels ?? {};
	const metadata = { name: release, uid: "", resourceVersion: "", creationTimestamp: deployedAt, labels };
	return { group: "helm.sh", kind: "Release", namespace, metadata };
}

/**
 * Who steers the release. An active HelmRelease finds that the newest revision is not the one it made, and upgrades again at its next reconciliation
 * (helm-controller, "release out of sync"), whether it detects drift of the objects or not.
 */
export async function readHelmSteering(api: KubernetesApi, release: string, newest: StoredRevision): Promise<readonly Steering[]> {
	const steerings = await readSteering(api, helmSubject(release, newest, api.cluster.namespace));
	return steerings.map((steering) => {
		if (steering.by !== "flux" || steering.reconciler?.kind !== "HelmRelease" || steering.reconciler.isPaused) return steering;
		const text = `Flux's ${steering.object} made this release: it finds a revision that it did not make, and upgrades again at its next reconciliation.`;
		const fix = "revert the bad version in its source, or let Backout suspend it with `gitops: pause`";
		return { ...steering, effect: "undoes-live-change", text, fix };
	});
}
