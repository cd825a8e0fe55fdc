import type { Evidence } from "../../core/adapter.ts";
import { errorText } from "../../core/error.ts";
import type { EcsApi } from "./api.ts";
import { mainContainer } from "./definition.ts";
import type { TaskLogs } from "./logs.ts";
import type { EcsService } from "./service.ts";

export interface EvidenceParts {
	readonly api: EcsApi;
	readonly logs: TaskLogs;
	readonly container: string | null;
	readonly nowMs: number;
}

/** The service with its deployments and events, the tasks that stopped, and the main container's log; a part that cannot be read says why. */
export async function evidenceOf(parts: EvidenceParts, sinceMs: number, signal: AbortSignal): Promise<readonly Evidence[]> {
	const { api } = parts;
	const service = await api.service({ signal });
	return await Promise.all([
		kept("ecs-service.json", async () => JSON.stringify(service, null, "\t")),
		kept("ecs-stopped-tasks.json", async () => JSON.stringify(await api.stoppedTasks({ signal }), null, "\t")),
		kept("ecs-tasks.log", () => logOf(parts, service, sinceMs, signal)),
	]);
}

async function logOf(
	{ api, logs, container, nowMs }: EvidenceParts,
	service: EcsService,
	sinceMs: number,
	signal: AbortSignal,
): Promise<string> {
	const definition = await api.definition(service.taskDefinition, { signal });
	const main = definition === null ? null : mainContainer(definition, container);
	const text = main === null ? null : await logs.since(main, nowMs - sinceMs, signal);
	return text ?? "its container does not log by awslogs: nothing to keep from CloudWatch Logs\n";
}

async function kept(name: string, read: () => Promise<string>): Promise<Evidence> {
	try {
		return { name, content: await read() };
	} catch (thrown) {
		return { name, content: `could not be read: ${errorText(thrown)}\n` };
	}
}
