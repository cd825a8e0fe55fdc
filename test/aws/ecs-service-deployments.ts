import type { Played, ProxiedCall } from "./proxy.ts";

/** One deployment of the service as the stub keeps it. */
export interface StubDeployment {
	readonly id: string;
	readonly taskDefinition: string;
	readonly status: string;
	/** Seconds since the epoch. */
	readonly startedAt: number;
	readonly reason?: string;
}

/** A stub, from the shapes of the SDK's own requests and answers, of ECS's memory of a service's deployments; `stop` is what StopServiceDeployment brings about. */
export function stubServiceDeployments(
	deployments: () => readonly StubDeployment[],
	stop: (id: string) => Promise<void>,
): NonNullable<Played["answer"]> {
	const arnOf = (id: string) => `arn:aws:ecs:eu-west-1:123456789012:service-deployment/shop/api/${id}`;
	const revisionOf = (id: string) => `arn:aws:ecs:eu-west-1:123456789012:service-revision/shop/api/${id}`;
	return async ({ name, body }: ProxiedCall) => {
		if (name === "ListServiceDeployments") {
			return { serviceDeployments: deployments().map(({ id, status }) => ({ serviceDeploymentArn: arnOf(id), status })) };
		}
		if (name === "DescribeServiceDeployments") {
			return {
				serviceDeployments: deployments().map(({ id, status, startedAt, reason }) => ({
					serviceDeploymentArn: arnOf(id),
					status,
					statusReason: reason,
					startedAt,
					targetServiceRevision: { arn: revisionOf(id) },
				})),
			};
		}
		if (name === "DescribeServiceRevisions") {
			return {
				serviceRevisions: deployments().map(({ id, taskDefinition }) => ({
					serviceRevisionArn: revisionOf(id),
					taskDefinition: `arn:aws:ecs:eu-west-1:123456789012:task-definition/${taskDefinition}`,
				})),
			};
		}
		if (name !== "StopServiceDeployment") return null;
		const { serviceDeploymentArn, stopType } = JSON.parse(body);
		if (stopType !== "ROLLBACK") throw new Error(`stopped with ${stopType}`);
		await stop(String(serviceDeploymentArn).split("/").at(-1) ?? "");
		return { serviceDeploymentArn };
	};
}
