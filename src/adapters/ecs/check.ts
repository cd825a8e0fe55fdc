import type { Finding } from "../../core/adapter.ts";
import { BackoutError, errorText } from "../../core/error.ts";
import type { EcsApi } from "./api.ts";
import type { EcsConfig } from "./config.ts";

/** Tries every reading call a return needs; writes are tried by nothing that changes nothing, so they are named only when they fail. */
export async function checkEcs(api: EcsApi, { cluster, service }: EcsConfig, signal: AbortSignal): Promise<readonly Finding[]> {
	const found = await tried(`ECS service ${service} in ${cluster}`, async () => {
		const seen = await api.service({ signal });
		return { seen, detail: `${seen.running} of ${seen.desired} tasks of ${seen.taskDefinition} run` };
	});
	if (found.seen === null) return [found.finding];
	const { taskDefinition } = found.seen;
	const family = taskDefinition.split(":")[0] ?? "";
	const history = await tried(`task definitions of ${family}`, async () => {
		const definitions = await api.definitions(family, 5, { signal });
		return { seen: definitions, detail: `${definitions.length} of the newest can be read` };
	});
	const deployments = await tried("the service's own deployments", async () => {
		const known = await api.serviceDeployments({ signal });
		return {
			seen: known,
			detail: known === null ? "ECS keeps none for it; its task definitions are its history" : `${known.length} are known`,
		};
	});
	return [found.finding, history.finding, deployments.finding];
}

async function tried<T>(
	name: string,
	look: () => Promise<{ readonly seen: T; readonly detail: string }>,
): Promise<{ readonly seen: T | null; readonly finding: Finding }> {
	try {
		const { seen, detail } = await look();
		return { seen, finding: { name, ok: true, detail, fix: null } };
	} catch (thrown) {
		const fix = thrown instanceof BackoutError ? thrown.fix : "look at the ECS console";
		return { seen: null, finding: { name, ok: false, detail: errorText(thrown), fix } };
	}
}
