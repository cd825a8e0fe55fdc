import type { AwsConnection } from "./connection.ts";

/** One stream of CloudWatch Logs. */
export interface LogStream {
	readonly group: string;
	readonly stream: string;
}

/** The last `limit` lines of the stream. Throws BackoutError `aws.…`. */
export async function lastLogLines(
	aws: AwsConnection,
	{ group, stream }: LogStream,
	limit: number,
	signal: AbortSignal,
): Promise<readonly string[]> {
	const { CloudWatchLogsClient, GetLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
	const asked = new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, limit, startFromHead: false });
	const { events = [] } = await aws.client(CloudWatchLogsClient, "logs").send(asked, { abortSignal: signal });
	return events.flatMap(({ message }) => message?.trimEnd() ?? []);
}
