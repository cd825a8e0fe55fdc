import type { AwsConnection } from "../../aws/connection.ts";
import type { EcsConfig } from "./config.ts";

/** Which number of tasks Application Auto Scaling keeps, as a sentence; null when it does not scale the service, or may not be asked. */
export async function scalingOf(aws: AwsConnection, { cluster, service }: EcsConfig): Promise<string | null> {
	const { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } = await import("@aws-sdk/client-application-auto-scaling");
	const client = aws.client(ApplicationAutoScalingClient, "application-autoscaling");
	const ResourceIds = [`service/${cluster.split("/").at(-1)}/${service}`];
	const asked = new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs", ResourceIds });
	// It is only told: without the right, or without an answer, the return is the same.
	const found = await client.send(asked).catch(() => null);
	const target = found?.ScalableTargets?.[0];
	return target === undefined ? null : `Application Auto Scaling keeps it between ${target.MinCapacity} and ${target.MaxCapacity}`;
}
