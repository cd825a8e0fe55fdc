import type { Readiness } from "../../core/adapter.ts";
import type { Window } from "../../core/signal.ts";
import { type EcsService, primaryOf } from "./service.ts";
import { type StoppedTask, stoppedText } from "./stopped-task.ts";

/** Whether the service's tasks run, and none of them ended by itself within the window. */
export function readinessOf(service: EcsService, stopped: readonly StoppedTask[], window: Window): Readiness {
	const { desired, running, taskDefinition } = service;
	const fell = stopped.filter((task) => isFailure(task) && task.taskDefinition === taskDefinition && isWithin(task, window));
	const primary = primaryOf(service);
	const counts = `${running} of ${desired} tasks of ${taskDefinition} run`;
	const [newest] = fell;
	const detail = newest === undefined ? counts : `${counts}; ${stoppedText(newest)}`;
	const common = { standIn: null, detail, excerpt: null };
	if (desired === 0) return { ...common, isReady: false, isPartial: false, detail: `${service.taskDefinition}: the service wants 0 tasks` };
	if (primary?.rollout === "FAILED") return { ...common, isReady: false, isPartial: running > 0 };
	if (running < desired)
		return { ...common, isReady: primary?.rollout === "IN_PROGRESS" && fell.length === 0 ? null : false, isPartial: running > 0 };
	return { ...common, isReady: fell.length === 0, isPartial: fell.length > 0 };
}

/** Tasks that ECS stopped itself, for a deployment or to scale in, end with a reason that names the service's own doing. */
function isFailure({ reason, containers }: StoppedTask): boolean {
	return !/^Scaling activity initiated by|^Task stopped by|deployment/i.test(reason) && containers.length > 0;
}

function isWithin({ stoppedAtMs }: StoppedTask, { from, to }: Window): boolean {
	return stoppedAtMs !== null && stoppedAtMs >= Date.parse(from) && stoppedAtMs <= Date.parse(to);
}
