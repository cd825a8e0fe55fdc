import { z } from "zod";
import { awsKeys, awsPlace } from "../../aws/settings.ts";

const text = (example: string, description: string) =>
	z
		.string()
		.min(1)
		.meta({ examples: [example], description });

/** The schema of the `ecs` key: one service. */
export const ecsSchema = z.strictObject({
	cluster: text("shop", "The cluster's name or ARN."),
	service: text("api", "The service's name."),
	container: text("api", "The container whose image names the release; the first essential one when left out.").optional(),
	...awsKeys,
});

export type EcsConfig = z.output<typeof ecsSchema>;

/** `ecs:prod@eu-west-1/shop/api`. */
export function ecsEndpoints(config: EcsConfig): readonly string[] {
	return [`ecs:${awsPlace(config)}/${config.cluster.split("/").at(-1)}/${config.service}`];
}
