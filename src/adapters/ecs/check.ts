import { tried } from "../../aws/partial.ts";
import type { Finding } from "../../core/adapter.ts";
import type { EcsApi } from "./api.ts";
import type { EcsConfig } from "./config.ts";

/** How many revisions are read to see that they may be. */
const A_FEW = 5;

/** Tries every call that a plan reads by. A write that changes nothing does not exist in ECS: a missing right to write is told when it is used. */
export async function checkEcs(api: EcsApi, { cluster, service }: EcsConfig, signal: AbortSignal): Promise<readonly Finding[]> {
	const found = await tried(`ECS service ${service} in ${cluster}`, async () => {
		const { running, desired, taskDefinition } = await api.service({ signal });
		return `${running} of ${desired} tasks of ${taskDefinition} run`;
	});
	if (!found.ok) return [found];
	return [
		found,
		await tried(`task definitions of ${service}`, async () => {
			const { taskDefinition } = await api.service({ signal });
			const definitions = await api.definitions(taskDefinition.split(":")[0] ?? "", A_FEW, { signal });
			return `${definitions.length} of the newest can be read`;
		}),
		await tried("the service's own deployments", async () => {
			const known = await api.serviceDeployments({ signal });
			return known === null ? "ECS keeps none for it: its task definitions are its history" : `${known.length} are known`;
		}),
	];
}
