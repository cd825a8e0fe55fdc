import { logSince } from "../../aws/log-since.ts";
import { kept } from "../../aws/partial.ts";
import type { Evidence } from "../../core/adapter.ts";
import type { LambdaApi } from "./api.ts";
import type { LambdaConfig } from "./config.ts";

export interface EvidenceParts {
	readonly api: LambdaApi;
	readonly place: LambdaConfig;
	/** Milliseconds since the epoch. */
	readonly fromMs: number;
}

/** The alias, the version behind it, and what the function logged to Lambda's own group. What the environment variables hold is not kept. */
export async function evidenceOf({ api, place, fromMs }: EvidenceParts, signal: AbortSignal): Promise<readonly Evidence[]> {
	const group = `/aws/lambda/${place.function.split(":").at(-1)}`;
	return await Promise.all([
		kept("lambda-alias.json", async () => {
			const alias = await api.alias({ signal });
			return JSON.stringify({ alias, version: await api.version(alias.version, { signal }) }, null, "\t");
		}),
		kept("lambda.log", () => logSince(api.aws, { group, streams: null, fromMs }, signal)),
	]);
}
