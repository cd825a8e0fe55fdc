import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
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
import { type Played, startProxy, type TroubleProxy } from "./proxy.ts";

type Stub = NonNullable<Played["answer"]>;

/** One ECS service of two tasks with three releases, the newest live, behind a proxy that plays deployments. */
export interface EcsWorld {
	readonly proxy: TroubleProxy;
	readonly cluster: string;
	readonly service: string;
	/** `family:revision` of v1, v2, v3. */
	readonly definitions: readonly [string, string, string];
	/** Answers calls instead of moto from now on. */
	stub(answer: Stub): void;
	/** Task definitions whose deployments fail. */
	readonly failing: Set<string>;
	live(): Promise<string>;
	deploy(definition: string): Promise<void>;
	deregister(definition: string): Promise<void>;
	/** Writes lines to a stream of its log group. */
	log(stream: string, lines: readonly string[]): Promise<void>;
	dispose(): Promise<void>;
}

/** `group`: its container logs there, by awslogs. */
export async function ecsWorld({ group = null }: { readonly group?: string | null } = {}): Promise<EcsWorld> {
	const failing = new Set<string>();
	const stub: { answer: Stub | null } = { answer: null };
	const played = playDeployments(failing);
	const proxy = await startProxy(motoUrl(), {
		...played,
		answer: async (call) => (await stub.answer?.(call)) ?? (await played.answer?.(call)) ?? null,
	});
	// By itself, past the proxy's troubles, but seen by what plays the deployments.
	const ecs = connectionTo(proxy.url).client(ECSClient, "ecs");
	const [cluster, service] = [uniqueName("shop"), uniqueName("api")];
	const logging =
		group === null
			? {}
			: ({ logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": group, "awslogs-stream-prefix": "api" } } } as const);
	const register = async (tag: string): Promise<string> => {
		const container = {
			name: "api",
			image: `registry.test/api:${tag}`,
			memory: 128,
			essential: true,
			environment: [{ name: "KEY", value: "secret-value" }],
			...logging,
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
		stub(answer) {
			stub.answer = answer;
		},
		deploy,
		async live() {
			const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
			return services?.[0]?.taskDefinition?.split("/").at(-1) ?? "";
		},
		async deregister(taskDefinition) {
			await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
		},
		async log(logStreamName, lines) {
			if (group === null) throw new Error("the world has no log group");
			const logs = connectionTo().client(CloudWatchLogsClient, "logs");
			await logs.send(new CreateLogGroupCommand({ logGroupName: group }));
			await logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName }));
			const logEvents = lines.map((message, index) => ({ timestamp: Date.now() + index, message }));
			await logs.send(new PutLogEventsCommand({ logGroupName: group, logStreamName, logEvents }));
		},
		dispose: () => proxy.close(),
	};
}
