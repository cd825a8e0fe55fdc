import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { AwsConnection } from "../../aws/connection.ts";
import type { CallLimits } from "./api.ts";
import type { Container } from "./definition.ts";

/** Lines of a failing task that are told. */
const LAST_LINES = 10;
/** Pages of a log group that are kept as evidence, about 1 MiB each (API reference, FilterLogEvents). */
const MOST_PAGES = 5;

/** What the tasks' containers wrote to CloudWatch Logs by `awslogs`. */
export class TaskLogs {
	readonly #aws: AwsConnection;
	#client: CloudWatchLogsClient | null = null;

	constructor(aws: AwsConnection) {
		this.#aws = aws;
	}

	/** The last lines of one container of a task; none where it writes elsewhere. */
	async lastLines(container: Container, task: string, { signal }: CallLimits): Promise<readonly string[]> {
		if (container.logs === null) return [];
		const { GetLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
		const logStreamName = `${container.logs.prefix}/${container.name}/${task}`;
		const asked = new GetLogEventsCommand({ logGroupName: container.logs.group, logStreamName, limit: LAST_LINES, startFromHead: false });
		const { events = [] } = await (await this.#open()).send(asked, signal === undefined ? {} : { abortSignal: signal });
		return events.flatMap(({ message }) => message?.trimEnd() ?? []);
	}

	/** Everything of the container since then, as one text, bounded. */
	async since(container: Container, fromMs: number, signal: AbortSignal): Promise<string | null> {
		if (container.logs === null) return null;
		const { FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
		const client = await this.#open();
		const group = {
			logGroupName: container.logs.group,
			logStreamNamePrefix: `${container.logs.prefix}/${container.name}/`,
			startTime: fromMs,
		};
		const lines: string[] = [];
		let nextToken: string | undefined;
		for (let page = 0; page < MOST_PAGES; page++) {
			const asked = new FilterLogEventsCommand({ ...group, ...(nextToken === undefined ? {} : { nextToken }) });
			const answer = await client.send(asked, { abortSignal: signal });
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
