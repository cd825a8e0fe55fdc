import type { Adapter } from "../../core/adapter.ts";
import { type EcsConfig, ecsEndpoints, ecsSchema } from "./config.ts";

/** Amazon ECS: a service returns to an earlier task definition. */
export const ecsAdapter: Adapter<EcsConfig> = {
	kind: "ecs",
	schema: ecsSchema,
	endpoints: ecsEndpoints,
	async connect(config, context) {
		const { connectEcs } = await import("./connect.ts");
		return connectEcs(config, context);
	},
};
