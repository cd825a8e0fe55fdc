import { AwsConnection } from "../../aws/connection.ts";
import type { AdapterContext } from "../../core/adapter.ts";
import { EcsApi } from "./api.ts";
import type { EcsConfig } from "./config.ts";
import { EcsTarget } from "./target.ts";

/** The service as a target. Asks nothing yet. */
export function connectEcs(config: EcsConfig, context: AdapterContext): EcsTarget {
	return new EcsTarget(config, new EcsApi(new AwsConnection(config, context.masker), config), context);
}
