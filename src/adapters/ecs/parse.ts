import type {
	TaskDefinition as AwsDefinition,
	Deployment as AwsDeployment,
	Service as AwsService,
	ServiceDeployment as AwsServiceDeployment,
	ContainerDefinition,
	Task,
} from "@aws-sdk/client-ecs";
import { oneLine } from "../../core/reading.ts";
import type { Container, Definition } from "./definition.ts";
import { type Deployment, definitionName, type EcsService, type ServiceDeployment } from "./service.ts";
import type { StoppedTask } from "./stopped-task.ts";

/** What DescribeTaskDefinition adds and RegisterTaskDefinition does not take (API reference, TaskDefinition). */
const SET_BY_ECS = new Set([
	"taskDefinitionArn",
	"revision",
	"status",
	"requiresAttributes",
	"compatibilities",
	"registeredAt",
	"deregisteredAt",
	"registeredBy",
	"deleteRequestedAt",
]);

/** The parts of a service that count here; ECS leaves most out when they are empty. */
export function serviceOf(service: AwsService): EcsService {
	return {
		arn: service.serviceArn ?? "",
		status: service.status ?? "",
		taskDefinition: definitionName(service.taskDefinition ?? ""),
		desired: service.desiredCount ?? 0,
		running: service.runningCount ?? 0,
		pending: service.pendingCount ?? 0,
		controller: service.deploymentController?.type ?? "ECS",
		hasTaskSets: (service.taskSets ?? []).length > 0,
		deployments: (service.deployments ?? []).map(rolloutOf),
		events: (service.events ?? []).map(({ id = "", createdAt, message = "" }) => ({
			id,
			atMs: createdAt?.getTime() ?? 0,
			message: oneLine(message, 240),
		})),
	};
}

function rolloutOf(deployment: AwsDeployment): Deployment {
	return {
		id: deployment.id ?? "",
		isPrimary: deployment.status === "PRIMARY",
		taskDefinition: definitionName(deployment.taskDefinition ?? ""),
		rollout: deployment.rolloutState ?? null,
		reason: deployment.rolloutStateReason === undefined ? null : oneLine(deployment.rolloutStateReason, 240),
		desired: deployment.desiredCount ?? 0,
		running: deployment.runningCount ?? 0,
		pending: deployment.pendingCount ?? 0,
		failed: deployment.failedTasks ?? 0,
		createdAtMs: deployment.createdAt?.getTime() ?? null,
	};
}

export function deploymentOf(deployment: AwsServiceDeployment, taskDefinition: string): ServiceDeployment {
	return {
		arn: deployment.serviceDeploymentArn ?? "",
		taskDefinition,
		status: deployment.status ?? "",
		reason: deployment.statusReason === undefined ? null : oneLine(deployment.statusReason, 240),
		startedAt: (deployment.startedAt ?? deployment.createdAt)?.toISOString() ?? null,
	};
}

export function definitionOf(definition: AwsDefinition): Definition {
	const { family = "", revision = 0 } = definition;
	return {
		name: `${family}:${revision}`,
		family,
		revision,
		isActive: definition.status === "ACTIVE",
		registeredAt: definition.registeredAt?.toISOString() ?? null,
		registeredBy: definition.registeredBy ?? null,
		containers: (definition.containerDefinitions ?? []).map(containerOf),
		content: Object.fromEntries(Object.entries(definition).filter(([key, value]) => !SET_BY_ECS.has(key) && value !== undefined)),
	};
}

function containerOf({ name = "", image = "", essential = true, dockerLabels = {}, logConfiguration }: ContainerDefinition): Container {
	const { "awslogs-group": group, "awslogs-stream-prefix": prefix } = logConfiguration?.options ?? {};
	const isRead = logConfiguration?.logDriver === "awslogs" && group !== undefined && prefix !== undefined;
	return { name, image, isEssential: essential, labels: dockerLabels, logs: isRead ? { group, prefix } : null };
}

export function stoppedTaskOf({ taskArn = "", taskDefinitionArn = "", stoppedAt, stoppedReason = "", containers = [] }: Task): StoppedTask {
	return {
		id: taskArn.split("/").at(-1) ?? taskArn,
		taskDefinition: definitionName(taskDefinitionArn),
		stoppedAtMs: stoppedAt?.getTime() ?? null,
		reason: oneLine(stoppedReason, 200),
		containers: containers
			.filter(({ exitCode, reason }) => (exitCode !== undefined && exitCode !== 0) || reason !== undefined)
			.map(({ name = "", exitCode, reason }) => ({
				name,
				exitCode: exitCode ?? null,
				reason: reason === undefined ? null : oneLine(reason, 200),
			})),
	};
}
