import { AwsConnection } from "../../aws/connection.ts";
import type { AdapterContext } from "../../core/adapter.ts";
import { LambdaApi } from "./api.ts";
import type { LambdaConfig } from "./config.ts";
import { LambdaTarget } from "./target.ts";

/** The alias as a target. Asks nothing yet. */
export function connectLambda(config: LambdaConfig, context: AdapterContext): LambdaTarget {
	return new LambdaTarget(config, new LambdaApi(new AwsConnection(config, context.masker), config), context.clock);
}
