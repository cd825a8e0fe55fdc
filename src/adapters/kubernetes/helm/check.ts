import type { Finding } from "../../../core/adapter.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { ProcessRunner } from "../../../core/runtime.ts";
import type { KubernetesApi } from "../api/port.ts";
import { type Checked, checkTarget } from "../check.ts";
import { tried } from "../rights/tried.ts";
import type { GitopsChoice } from "../steering/answer.ts";
import { isPending, versionsOf } from "./history.ts";
import { runHelm } from "./run.ts";
import { helmSubject } from "./steering.ts";
import { readStored, type StoredRevision } from "./stored.ts";

/** Whether helm is here, the release has something to return to, and we may write its revisions. Asks, and changes nothing. What the chart's objects need besides only Helm finds out. */
export async function checkHelm(
	api: KubernetesApi,
	{ release, gitops }: { readonly release: string; readonly gitops: GitopsChoice },
	processes: ProcessRunner,
	deadline: AbortSignal,
): Promise<readonly Finding[]> {
	const limits = { signal: deadline };
	const checked: Checked<readonly StoredRevision[]> = {
		form: "helm",
		gitops,
		title: `Helm release ${release} can be returned`,
		look: () => readStored(api, release, limits),
		say: told,
		named: {},
		alsoNamed: () => ({}),
		subjects: (stored) => stored.slice(0, 1).map((newest) => helmSubject(release, newest, api.cluster.namespace)),
	};
	const [installed, found] = await Promise.all([
		tried("helm is installed", async () => {
			const { stdout } = await runHelm(processes, ["helm", "version", "--short"], { signal: deadline });
			return stdout.trim();
		}),
		checkTarget(api, checked, limits),
	]);
	return [installed, ...found];
}

function told(stored: readonly StoredRevision[]): string {
	const healthy = versionsOf(stored).filter((version) => version.healthy !== null);
	const [newest] = stored;
	const stuck = newest !== undefined && isPending(newest) ? `; revision ${newest.number} is ${newest.status}` : "";
	return `${formatQuantity(stored.length, "revision")}, ${formatQuantity(healthy.length, "version")} that Helm saw through${stuck}`;
}
