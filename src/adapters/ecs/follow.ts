import type { LogGroups } from "../../aws/log-group.ts";
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
	readonly logs: LogGroups;
	readonly clock: Clock;
	observe(): Promise<StepState>;
}

/** Asks until the step is no longer landing, and tells each of the service's events and each stopped task of the new revision once, with its last lines. */
export async function followRollout({ api, logs, clock, observe }: Following, call: StepCall): Promise<StepState> {
	const told = new Set<string>();
	const sinceMs = clock.now();
	for (let waitMs = FIRST_MS; ; waitMs = Math.min(waitMs * 2, MOST_MS)) {
		const seen = await observe();
		if (seen.state !== "landing" || call.signal.aborted) return seen;
		call.progress(seen.detail);
		for (const text of await newsOf({ api, logs }, sinceMs, told, call)) call.progress(text);
		await clock.sleep(waitMs, call.signal);
	}
}

/** What happened since and was not told yet; what may not be read is left out, the roll-out is told all the same. */
async function newsOf(
	{ api, logs }: Pick<Following, "api" | "logs">,
	sinceMs: number,
	told: Set<string>,
	{ signal }: StepCall,
): Promise<readonly string[]> {
	const service = await api.service({ signal });
	const isNew = (key: string) => !told.has(key) && told.add(key);
	const events = service.events.filter(({ id, atMs }) => atMs >= sinceMs && isNew(id)).map(({ message }) => message);
	const primary = primaryOf(service);
	if (primary === null || primary.failed === 0) return events.reverse();
	const stopped = (await api.stoppedTasks({ signal }).catch(() => [])).filter(
		({ id, taskDefinition }) => taskDefinition === primary.taskDefinition && isNew(id),
	);
	const texts = await Promise.all(stopped.map((task) => stoppedWithLines({ api, logs }, task, signal)));
	return [...events.reverse(), ...texts.flat()];
}

async function stoppedWithLines(
	{ api, logs }: Pick<Following, "api" | "logs">,
	task: StoppedTask,
	signal: AbortSignal,
): Promise<readonly string[]> {
	const definition = await api.definition(task.taskDefinition, { signal }).catch(() => null);
	const failing = definition?.containers.filter(({ name }) => task.containers.some((ended) => ended.name === name)) ?? [];
	const lines = await Promise.all(failing.map((container) => lastLines(logs, container, task, signal)));
	return [stoppedText(task), ...lines.flat()];
}

async function lastLines(
	logs: LogGroups,
	{ name, logs: place }: Container,
	{ id }: StoppedTask,
	signal: AbortSignal,
): Promise<readonly string[]> {
	if (place === null) return [];
	return await logs.lastLines(place.group, `${place.prefix}/${name}/${id}`, LAST_LINES, signal).catch(() => []);
}
