import {
	CreateClusterCommand,
	CreateServiceCommand,
	DescribeServicesCommand,
	ECSClient,
	RegisterTaskDefinitionCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import type { Scene, SceneParts } from "./scene.ts";

const CLUSTER = "shop";
const SERVICE = "api";

/** One ECS service; the runbook's five commands (seed 001 and 004). */
export async function ecsScene({ aws, place }: SceneParts): Promise<Scene> {
	const ecs = aws.client(ECSClient, "ecs");
	const register = (tag: string) =>
		ecs.send(
			new RegisterTaskDefinitionCommand({
				family: SERVICE,
				containerDefinitions: [{ name: SERVICE, image: `registry.test/api:${tag}`, memory: 128, essential: true }],
			}),
		);
	await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
	await register("v1");
	await ecs.send(new CreateServiceCommand({ cluster: CLUSTER, serviceName: SERVICE, taskDefinition: `${SERVICE}:1`, desiredCount: 2 }));
	await register("v2");
	const runs = async () => {
		const { services } = await ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: [SERVICE] }));
		return services?.[0]?.taskDefinition?.split("/").at(-1);
	};
	const of = ["--cluster", CLUSTER, "--services", SERVICE];
	return {
		name: "ECS",
		target: { ecs: { cluster: CLUSTER, service: SERVICE, ...place } },
		byHand: [
			["ecs", "describe-services", ...of, "--query", "services[0].taskDefinition"],
			["ecs", "list-task-definitions", "--family-prefix", SERVICE, "--sort", "DESC", "--max-items", "5"],
			["ecs", "update-service", "--cluster", CLUSTER, "--service", SERVICE, "--task-definition", `${SERVICE}:1`],
			["ecs", "wait", "services-stable", ...of],
			["ecs", "describe-services", ...of, "--query", "services[0].deployments"],
		],
		to: "v1",
		async deployBad() {
			await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: SERVICE, taskDefinition: `${SERVICE}:2` }));
		},
		isGood: async () => (await runs()) === `${SERVICE}:1`,
	};
}
