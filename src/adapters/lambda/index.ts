import type { Adapter } from "../../core/adapter.ts";
import { type LambdaConfig, lambdaEndpoints, lambdaSchema } from "./config.ts";

/** AWS Lambda: an alias returns to an earlier version. */
export const lambdaAdapter: Adapter<LambdaConfig> = {
	kind: "lambda",
	schema: lambdaSchema,
	endpoints: lambdaEndpoints,
	async connect(config, context) {
		const { connectLambda } = await import("./connect.ts");
		return connectLambda(config, context);
	},
};
