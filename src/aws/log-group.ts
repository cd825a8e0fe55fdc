import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { AwsConnection } from "./connection.ts";

/** Pages of a log group that are read as evidence, about 1 MiB each (API reference, FilterLogEvents). */
const MOST_PAGES = 5;

/** Reads CloudWatch Logs; its client is loaded when the first line is asked for. */
export class LogGroups {
	readonly #aws: AwsConnection;
	#client: CloudWatchLogsClient | null = null;

	constructor(aws: AwsConnection) {
		this.#aws = aws;
	}

	/** The last `limit` lines of one stream. Throws BackoutError `aws.…`. */
	async lastLines(group: string, stream: string, limit: number, signal?: AbortSignal): Promise<readonly string[]> {
		const { GetLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
		const asked = new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, limit, startFromHead: false });
		const { events = [] } = await (await this.#open()).send(asked, signal === undefined ? {} : { abortSignal: signal });
		return events.flatMap(({ message }) => message?.trimEnd() ?? []);
	}

	/** What was logged since then, oldest first, a line each with its time; bounded. `streams`: only those whose name begins so. Throws BackoutError `aws.…`. */
	async since(group: string, streams: string | null, fromMs: number, signal: AbortSignal): Promise<string> {
		const { FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
		const client = await this.#open();
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

	async #open(): Promise<CloudWatchLogsClient> {
		if (this.#client === null) {
			const { CloudWatchLogsClient: Made } = await import("@aws-sdk/client-cloudwatch-logs");
			this.#client = this.#aws.client(Made, "logs");
		}
		return this.#client;
	}
}
