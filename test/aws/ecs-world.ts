import {
	CreateClusterCommand,
	CreateServiceCommand,
	DeregisterTaskDefinitionCommand,
	DescribeServicesCommand,
	ECSClient,
	RegisterTaskDefinitionCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { connectionTo, motoUrl, uniqueName } from "./at.ts";
import { playDeployments } from "./ecs-deployments.ts";
import { startProxy, type TroubleProxy } from "./proxy.ts";

/** One ECS service of two tasks with three releases, the newest live, behind a proxy that plays deployments. */
export interface EcsWorld {
	readonly proxy: TroubleProxy;
	readonly cluster: string;
	readonly service: string;
	/** `family:revision` of v1, v2, v3. */
	readonly definitions: readonly [string, string, string];
	/** Task definitions whose deployments fail. */
	readonly failing: Set<string>;
	live(): Promise<string>;
	deploy(definition: string): Promise<void>;
	deregister(definition: string): Promise<void>;
	dispose(): Promise<void>;
}

export async function ecsWorld(): Promise<EcsWorld> {
	const failing = new Set<string>();
	const proxy = await startProxy(motoUrl(), playDeployments(failing));
	// By itself, past the proxy's troubles, but seen by what plays the deployments.
	const ecs = connectionTo(proxy.url).client(ECSClient, "ecs");
	const [cluster, service] = [uniqueName("shop"), uniqueName("api")];
	const register = async (tag: string): Promise<string> => {
		const container = {
			name: "api",
			image: `registry.test/api:${tag}`,
			memory: 128,
			essential: true,
			environment: [{ name: "KEY", value: "secret-value" }],
		};
		const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand({ family: service, containerDefinitions: [container] }));
		return `${service}:${taskDefinition?.revision}`;
	};
	const deploy = async (taskDefinition: string) => {
		await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition }));
	};
	await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
	const definitions = [await register("v1"), await register("v2"), await register("v3")] as const;
	await ecs.send(new CreateServiceCommand({ cluster, serviceName: service, taskDefinition: definitions[0], desiredCount: 2 }));
	await deploy(definitions[1]);
	await deploy(definitions[2]);
	return {
		proxy,
		cluster,
		service,
		definitions,
		failing,
		deploy,
		async live() {
			const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
			return services?.[0]?.taskDefinition?.split("/").at(-1) ?? "";
		},
		async deregister(taskDefinition) {
			await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
		},
		dispose: () => proxy.close(),
	};
}
