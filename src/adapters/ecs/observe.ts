import type { StepState } from "../../core/step.ts";
import type { DeployPayload, StopPayload } from "./payload.ts";
import { type Deployment, type EcsService, primaryOf, type ServiceDeployment } from "./service.ts";

/** What the service shows of a deploy step; `runs` says whether a revision is the wanted one, or has its content. */
export function observeDeploy(payload: DeployPayload, service: EcsService, runs: (taskDefinition: string) => boolean): StepState {
	const primary = primaryOf(service);
	const failed = service.deployments.find((one) => runs(one.taskDefinition) && one.rollout === "FAILED" && isOurs(one, payload));
	if (failed !== undefined) return broken(failed, payload);
	if (payload.from === payload.to && !(primary !== null && isOurs(primary, payload))) {
		return service.taskDefinition === payload.to
			? { state: "untouched", detail: `${payload.to} runs, not started anew yet` }
			: movedTo(service);
	}
	if (runs(service.taskDefinition)) return ofRollout(service, primary, runs);
	if (service.taskDefinition === payload.from) return { state: "untouched", detail: `the service runs ${payload.from}` };
	return movedTo(service);
}

/** What ECS shows of the deployment that was to be stopped. */
export function observeStop(payload: StopPayload, service: EcsService, deployment: ServiceDeployment | null): StepState {
	const status = deployment?.status ?? "";
	if (["STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"].includes(status)) {
		return { state: "landing", detail: `ECS brings ${payload.to} back (${status}), ${countsOf(service)}` };
	}
	if (status === "ROLLBACK_SUCCESSFUL") {
		return service.taskDefinition === payload.to ? { state: "landed", detail: `ECS has rolled back to ${payload.to}` } : movedTo(service);
	}
	if (["PENDING", "IN_PROGRESS"].includes(status)) {
		return { state: "untouched", detail: `the deployment of ${payload.from} is under way` };
	}
	if (status === "") return { state: "unknown", detail: "ECS does not show the deployment any more" };
	return {
		state: "broken",
		detail: `the deployment of ${payload.from} ended as ${status}${deployment?.reason === null || deployment === null ? "" : `: ${deployment.reason}`}`,
		fix: "plan again: a finished deployment is returned by deploying the release before",
	};
}

function ofRollout(service: EcsService, primary: Deployment | null, runs: (taskDefinition: string) => boolean): StepState {
	if (primary === null || !runs(primary.taskDefinition))
		return { state: "landing", detail: "ECS has accepted it and shows no deployment of it yet" };
	const text = `${service.taskDefinition}: ${countsOf(service)}`;
	const { rollout, running, desired, pending } = primary;
	if (rollout === "COMPLETED") return { state: "landed", detail: text };
	// ECS tells no rollout state for daemons of old platforms: steady is one deployment with all that it wants.
	const isSteady = rollout === null && service.deployments.length === 1 && pending === 0 && running >= desired;
	if (isSteady) return { state: "landed", detail: text };
	const failed = primary.failed === 0 ? "" : `, ${primary.failed} failed`;
	return { state: "landing", detail: `${text}${failed}` };
}

function countsOf(service: EcsService): string {
	const { desired, running, pending } = primaryOf(service) ?? service;
	return `${running} of ${desired} tasks run${pending === 0 ? "" : `, ${pending} start`}`;
}

/** The circuit breaker gave up; where it may, ECS has gone back to what ran before by itself. */
function broken({ reason, failed, taskDefinition }: Deployment, { from }: DeployPayload): StepState {
	return {
		state: "broken",
		detail: `ECS gave ${taskDefinition} up after ${failed} failed tasks${reason === null ? "" : `: ${reason}`}`,
		fix: `see why its tasks stop (\`backout show\` has their reasons and last lines); ECS may have gone back to ${from} by itself`,
	};
}

function movedTo({ taskDefinition }: EcsService): StepState {
	return { state: "unknown", detail: `somebody else deployed ${taskDefinition}` };
}

/** Whether the deployment began after the plan was made. */
function isOurs({ id }: Deployment, { known }: DeployPayload): boolean {
	return !known.includes(id);
}
