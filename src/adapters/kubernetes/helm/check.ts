import type { Finding } from "../../../core/adapter.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { ProcessRunner } from "../../../core/runtime.ts";
import type { KubernetesApi } from "../api/port.ts";
import { type Need, tried, triedRights } from "../rights.ts";
import { isPending, versionsOf } from "./history.ts";
import { runHelm } from "./run.ts";
import { readStored } from "./stored.ts";

/** Whether helm is here, the release has something to return to, and we may write its revisions. Asks, and changes nothing. What the chart's objects need besides only Helm finds out. */
export async function checkHelm(
	api: KubernetesApi,
	release: string,
	processes: ProcessRunner,
	deadline: AbortSignal,
): Promise<readonly Finding[]> {
	const limits = { signal: deadline };
	const secrets = { group: "", version: "v1", plural: "secrets", namespace: api.cluster.namespace, name: null };
	const needs: readonly Need[] = [
		["list", secrets],
		["create", secrets],
		["update", secrets],
	];
	return await Promise.all([
		tried("helm is installed", async () => {
			const { stdout } = await runHelm(processes, ["helm", "version", "--short"], { signal: deadline });
			return stdout.trim();
		}),
		tried(`Helm release ${release} can be returned`, async () => {
			const stored = await readStored(api, release, limits);
			const healthy = versionsOf(stored).filter((version) => version.healthy !== null);
			const [newest] = stored;
			const stuck = newest !== undefined && isPending(newest) ? `; revision ${newest.number} is ${newest.status}` : "";
			return `${formatQuantity(stored.length, "revision")}, ${formatQuantity(healthy.length, "version")} that Helm saw through${stuck}`;
		}),
		...triedRights(api, needs, limits),
	]);
}
