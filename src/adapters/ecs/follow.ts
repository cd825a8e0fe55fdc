import { lastLogLines } from "../../aws/last-log-lines.ts";
import type { StepCall } from "../../core/adapter.ts";
import type { Clock } from "../../core/runtime.ts";
import type { StepState } from "../../core/step.ts";
import type { EcsApi } from "./api.ts";
import type { Container } from "./definition.ts";
import { primaryOf } from "./service.ts";
import { type StoppedTask, stoppedText } from "./stopped-task.ts";

/** ECS cannot be watched: it is asked again, soon at first. */
const FIRST_MS = 250;
const MOST_MS = 5_000;
/** Lines of a failing task that are told. */
const LAST_LINES = 10;

export interface Following {
	readonly api: EcsApi;
	readonly clock: Clock;
	observe(): Promise<StepState>;
}

/** Asks until the step is no longer landing, and tells each of the service's events and each stopped task of the new revision once, with its last lines. */
export async function followRollout({ api, clock, observe }: Following, call: StepCall): Promise<StepState> {
	const told = new Set<string>();
	const sinceMs = clock.now();
	for (let waitMs = FIRST_MS; ; waitMs = Math.min(waitMs * 2, MOST_MS)) {
		const seen = await observe();
		if (seen.state === "landing") call.progress(seen.detail);
		if (seen.state === "landing" || seen.state === "broken") await tellNews(api, sinceMs, told, call);
		if (seen.state !== "landing" || call.signal.aborted) return seen;
		await clock.sleep(waitMs, call.signal);
	}
}

/** What happened since and was not told yet; what may not be read is left out, the roll-out is told all the same. */
async function tellNews(api: EcsApi, sinceMs: number, told: Set<string>, { signal, progress }: StepCall): Promise<void> {
	const service = await api.service({ signal });
	const isNew = (key: string): boolean => !told.has(key) && told.add(key).has(key);
	const events = service.events.filter(({ id, atMs }) => atMs >= sinceMs && isNew(id));
	for (const { message } of events.toReversed()) progress(message);
	const primary = primaryOf(service);
	if (primary === null || primary.failed === 0) return;
	for (const task of await api.stoppedTasks({ signal }).catch(() => [])) {
		if (task.taskDefinition !== primary.taskDefinition || !isNew(task.id)) continue;
		progress(stoppedText(task));
		for (const line of await linesOf(api, task, signal)) progress(line);
	}
}

async function linesOf(api: EcsApi, task: StoppedTask, signal: AbortSignal): Promise<readonly string[]> {
	const definition = await api.definition(task.taskDefinition, { signal }).catch(() => null);
	const failing = definition?.containers.filter(({ name }) => task.containers.some((ended) => ended.name === name)) ?? [];
	return (await Promise.all(failing.map((container) => containerLines(api, container, task, signal)))).flat();
}

async function containerLines(
	{ aws }: EcsApi,
	{ name, logs }: Container,
	{ id }: StoppedTask,
	signal: AbortSignal,
): Promise<readonly string[]> {
	if (logs === null) return [];
	return await lastLogLines(aws, { group: logs.group, stream: `${logs.prefix}/${name}/${id}` }, LAST_LINES, signal).catch(() => []);
}
