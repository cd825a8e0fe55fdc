import { logSince } from "../../aws/log-since.ts";
import { kept } from "../../aws/partial.ts";
import type { Evidence } from "../../core/adapter.ts";
import type { EcsApi } from "./api.ts";
import { mainContainer } from "./definition.ts";

export interface EvidenceParts {
	readonly api: EcsApi;
	readonly container: string | null;
	/** Milliseconds since the epoch. */
	readonly fromMs: number;
}

/** The service with its deployments and events, the tasks that stopped, and the main container's log. */
export async function evidenceOf(parts: EvidenceParts, signal: AbortSignal): Promise<readonly Evidence[]> {
	const { api } = parts;
	return await Promise.all([
		kept("ecs-service.json", async () => JSON.stringify(await api.service({ signal }), null, "\t")),
		kept("ecs-stopped-tasks.json", async () => JSON.stringify(await api.stoppedTasks({ signal }), null, "\t")),
		kept("ecs-tasks.log", () => logOf(parts, signal)),
	]);
}

async function logOf({ api, container, fromMs }: EvidenceParts, signal: AbortSignal): Promise<string> {
	const { taskDefinition } = await api.service({ signal });
	const definition = await api.definition(taskDefinition, { signal });
	const main = definition === null ? null : mainContainer(definition, container);
	if (main === null || main.logs === null) return "its container does not log by awslogs: nothing to keep from CloudWatch Logs\n";
	return await logSince(api.aws, { group: main.logs.group, streams: `${main.logs.prefix}/${main.name}/`, fromMs }, signal);
}
