import { z } from "zod";
import type { Played, ProxiedCall } from "./proxy.ts";

/** How long a deployment is under way, in milliseconds. */
const UNDER_WAY_MS = 120;

const updateShape = z.looseObject({
	service: z.string(),
	taskDefinition: z.string().optional(),
	forceNewDeployment: z.boolean().optional(),
});
const serviceShape = z.looseObject({ serviceName: z.string(), taskDefinition: z.string(), desiredCount: z.number() });
const answeredShape = z.looseObject({ services: z.array(serviceShape).optional(), service: serviceShape.optional() });
type Service = z.output<typeof serviceShape>;

interface Running {
	readonly id: string;
	readonly taskDefinition: string;
	readonly startedAtMs: number;
}

/**
 * What ECS does and moto does not: moto keeps the deployment that a service was created with, whatever is deployed. Each UpdateService begins a deployment that
 * is under way for a moment and then complete; one of a task definition in `failing` fails instead, as the circuit breaker without rollback ends it.
 */
export function playDeployments(failing: ReadonlySet<string> = new Set()): Played {
	const running = new Map<string, Running>();
	let count = 0;
	const begin = (service: string, taskDefinition: string): Running => {
		count += 1;
		const begun = { id: `ecs-svc/${count}`, taskDefinition, startedAtMs: Date.now() };
		running.set(service, begun);
		return begun;
	};
	const shown = (service: Service): object => {
		const now = running.get(service.serviceName) ?? begin(service.serviceName, service.taskDefinition);
		return { ...service, deployments: [deploymentOf(service, now, failing)] };
	};
	return {
		// The answer for a service from before ECS kept them; moto does not know the call.
		answer: ({ name }) => (name === "ListServiceDeployments" ? { serviceDeployments: [] } : null),
		amend(call, answered) {
			if (!["DescribeServices", "UpdateService", "CreateService"].includes(call.name)) return answered;
			const parsed = answeredShape.parse(JSON.parse(answered));
			if (call.name === "UpdateService" && parsed.service !== undefined) noteUpdate(call, parsed.service, begin);
			return JSON.stringify({
				...parsed,
				...(parsed.services === undefined ? {} : { services: parsed.services.map(shown) }),
				...(parsed.service === undefined ? {} : { service: shown(parsed.service) }),
			});
		},
	};
}

function noteUpdate(
	{ body }: ProxiedCall,
	{ serviceName, taskDefinition }: Service,
	begin: (service: string, definition: string) => void,
): void {
	const asked = updateShape.parse(JSON.parse(body));
	if (asked.taskDefinition !== undefined || asked.forceNewDeployment === true) begin(serviceName, taskDefinition);
}

function deploymentOf({ desiredCount }: Service, { id, taskDefinition, startedAtMs }: Running, failing: ReadonlySet<string>): object {
	const isOver = Date.now() - startedAtMs >= UNDER_WAY_MS;
	const isFailing = failing.has(taskDefinition.split("/").at(-1) ?? "");
	const rolloutState = !isOver ? "IN_PROGRESS" : isFailing ? "FAILED" : "COMPLETED";
	return {
		id,
		status: "PRIMARY",
		taskDefinition,
		desiredCount,
		runningCount: isOver && !isFailing ? desiredCount : 0,
		pendingCount: isOver ? 0 : desiredCount,
		failedTasks: isOver && isFailing ? 3 : 0,
		rolloutState,
		rolloutStateReason: rolloutState === "FAILED" ? "ECS deployment circuit breaker: tasks failed to start." : "",
		createdAt: startedAtMs / 1000,
		updatedAt: startedAtMs / 1000,
	};
}
