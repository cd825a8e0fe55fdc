import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { ConfigKinds } from "./kinds.ts";
import { configSchema } from "./schema.ts";

/** The JSON Schema (draft 2020-12) of the config file, from the very schema that checks it, so that editors complete and explain it. */
export function configJsonSchema(kinds: ConfigKinds): JsonObject {
	const schema = z.toJSONSchema(configSchema(kinds), { io: "input", unrepresentable: "any", reused: "ref" });
	// The round trip takes out zod's own non-enumerable parts and what JSON cannot hold.
	const plain: JsonObject = JSON.parse(JSON.stringify(schema));
	return { ...plain, title: "backout.yaml" };
}
