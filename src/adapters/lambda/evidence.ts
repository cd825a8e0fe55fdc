import type { Evidence } from "../../core/adapter.ts";
import { errorText } from "../../core/error.ts";
import type { LambdaApi } from "./api.ts";
import type { LambdaConfig } from "./config.ts";

/** Pages of the log group that are kept, about 1 MiB each (API reference, FilterLogEvents). */
const MOST_PAGES = 5;

export interface EvidenceParts {
	readonly api: LambdaApi;
	readonly place: LambdaConfig;
	/** Milliseconds since the epoch. */
	readonly fromMs: number;
}

/** The alias, the version behind it, and what the function logged; a part that cannot be read says why. Environment variables are never read. */
export async function evidenceOf(parts: EvidenceParts, signal: AbortSignal): Promise<readonly Evidence[]> {
	const { api } = parts;
	return await Promise.all([
		kept("lambda-alias.json", async () => {
			const alias = await api.alias({ signal });
			return JSON.stringify({ alias, version: await api.version(alias.version, { signal }) }, null, "\t");
		}),
		kept("lambda.log", () => logOf(parts, signal)),
	]);
}

/** Lambda's own group; a function that logs elsewhere has none there, and the part says so. */
async function logOf({ api, place, fromMs }: EvidenceParts, signal: AbortSignal): Promise<string> {
	const { CloudWatchLogsClient, FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
	const client = api.aws.client(CloudWatchLogsClient, "logs");
	const group = { logGroupName: `/aws/lambda/${place.function.split(":").at(-1)}`, startTime: fromMs };
	const lines: string[] = [];
	let nextToken: string | undefined;
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await client.send(new FilterLogEventsCommand({ ...group, ...(nextToken === undefined ? {} : { nextToken }) }), {
			abortSignal: signal,
		});
		for (const { timestamp = 0, message = "" } of answer.events ?? [])
			lines.push(`${new Date(timestamp).toISOString()} ${message.trimEnd()}`);
		nextToken = answer.nextToken;
		if (nextToken === undefined) break;
	}
	return `${lines.join("\n")}\n`;
}

async function kept(name: string, read: () => Promise<string>): Promise<Evidence> {
	try {
		return { name, content: await read() };
	} catch (thrown) {
		return { name, content: `could not be read: ${errorText(thrown)}\n` };
	}
}
