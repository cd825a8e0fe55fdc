import type { Adapter } from "../../core/adapter.ts";
import { type ComposeConfig, composeEndpoints, composeSchema } from "./config.ts";

/** Docker Compose services, and single containers started with `docker run`. */
export const composeAdapter: Adapter<ComposeConfig> = {
	kind: "compose",
	schema: composeSchema,
	endpoints: composeEndpoints,
	async connect(config, context) {
		if ("container" in config) return (await import("./container-target.ts")).containerTarget(config, context);
		return (await import("./service-target.ts")).serviceTarget(config, context);
	},
};
