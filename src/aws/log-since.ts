import type { AwsConnection } from "./connection.ts";

/** Pages of a log group that are read as evidence, about 1 MiB each (API reference, FilterLogEvents). */
const MOST_PAGES = 5;

/** What is read of a log group. */
export interface LogWindow {
	readonly group: string;
	/** Only streams whose name begins so; null: all. */
	readonly streams: string | null;
	/** Milliseconds since the epoch. */
	readonly fromMs: number;
}

/** What was logged since then, oldest first, a line each with its time; bounded. Throws BackoutError `aws.…`. */
export async function logSince(aws: AwsConnection, { group, streams, fromMs }: LogWindow, signal: AbortSignal): Promise<string> {
	const { CloudWatchLogsClient, FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
	const client = aws.client(CloudWatchLogsClient, "logs");
	const asked = { logGroupName: group, startTime: fromMs, ...(streams === null ? {} : { logStreamNamePrefix: streams }) };
	const lines: string[] = [];
	let nextToken: string | undefined;
	for (let page = 0; page < MOST_PAGES; page++) {
		const command = new FilterLogEventsCommand({ ...asked, ...(nextToken === undefined ? {} : { nextToken }) });
		const answer = await client.send(command, { abortSignal: signal });
		for (const { timestamp = 0, message = "" } of answer.events ?? [])
			lines.push(`${new Date(timestamp).toISOString()} ${message.trimEnd()}`);
		nextToken = answer.nextToken;
		if (nextToken === undefined) break;
	}
	return `${lines.join("\n")}\n`;
}
