import type { CloudWatchClient, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { AwsConnection } from "../aws/connection.ts";
import { type AwsSettings, awsSettings } from "../aws/settings.ts";
import { canonicalJson } from "../core/canonical.ts";
import type { MetricQuery } from "./cloudwatch-question.ts";

/** GetMetricData takes no more (API reference). */
const MOST_QUERIES = 500;
/** Whoever asks within so many milliseconds of the first shares its call: the signals of all services are read side by side. */
const GATHER_MS = 10;

/** What is asked: each query's datapoints of so many seconds each, from one whole period to another. */
export interface MetricWindow {
	readonly fromMs: number;
	readonly toMs: number;
	readonly periodS: number;
}

/** Datapoints by their period's start, in milliseconds since the epoch. */
export type Datapoints = ReadonlyMap<number, number>;

interface Waiting {
	readonly query: MetricQuery;
	readonly window: MetricWindow;
	readonly found: (points: Datapoints) => void;
	readonly failed: (reason: unknown) => void;
}

/** Gathers what several signals ask of one account and region at the same moment into few calls. */
class MetricBatch {
	readonly #aws: AwsConnection;
	#client: CloudWatchClient | null = null;
	#waiting: Waiting[] = [];

	constructor(settings: AwsSettings) {
		this.#aws = new AwsConnection(settings);
	}

	/** Throws BackoutError `aws.…`. */
	ask(query: MetricQuery, window: MetricWindow): Promise<Datapoints> {
		return new Promise((found, failed) => {
			if (this.#waiting.length === 0) setTimeout(() => void this.#send(), GATHER_MS);
			this.#waiting.push({ query, window, found, failed });
		});
	}

	async #send(): Promise<void> {
		const waiting = this.#waiting;
		this.#waiting = [];
		const calls: Waiting[][] = [];
		for (let at = 0; at < waiting.length; at += MOST_QUERIES) calls.push(waiting.slice(at, at + MOST_QUERIES));
		await Promise.all(calls.map((call) => this.#call(call)));
	}

	async #call(asked: readonly Waiting[]): Promise<void> {
		try {
			const points = await this.#points(asked);
			asked.forEach(({ window, found }, index) => {
				const own = points.get(idOf(index)) ?? new Map<number, number>();
				found(new Map([...own].filter(([at]) => at >= window.fromMs && at < window.toMs)));
			});
		} catch (thrown) {
			for (const { failed } of asked) failed(thrown);
		}
	}

	async #points(asked: readonly Waiting[]): Promise<ReadonlyMap<string, Map<number, number>>> {
		const { CloudWatchClient: Made, GetMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
		this.#client ??= this.#aws.client(Made, "cloudwatch");
		const points = new Map<string, Map<number, number>>();
		let NextToken: string | undefined;
		do {
			const answer = await this.#client.send(
				new GetMetricDataCommand({
					MetricDataQueries: asked.map(({ query, window }, index) => queryOf(query, window, index)),
					StartTime: new Date(Math.min(...asked.map(({ window }) => window.fromMs))),
					EndTime: new Date(Math.max(...asked.map(({ window }) => window.toMs))),
					...(NextToken === undefined ? {} : { NextToken }),
				}),
			);
			for (const { Id = "", Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
				const own = points.get(Id) ?? new Map<number, number>();
				points.set(Id, own);
				Timestamps.forEach((at, index) => {
					const value = Values[index];
					if (value !== undefined) own.set(at.getTime(), value);
				});
			}
			NextToken = answer.NextToken;
		} while (NextToken !== undefined);
		return points;
	}
}

const idOf = (index: number): string => `q${index}`;

function queryOf({ metric, stat }: MetricQuery, { periodS }: MetricWindow, index: number): MetricDataQuery {
	const Dimensions = Object.entries(metric.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value }));
	return {
		Id: idOf(index),
		MetricStat: { Metric: { Namespace: metric.namespace, MetricName: metric.metric, Dimensions }, Period: periodS, Stat: stat },
	};
}

const batches = new Map<string, MetricBatch>();

/** The one batch of the account and region that the settings name. */
export function metricBatch(settings: AwsSettings): Pick<MetricBatch, "ask"> {
	const key = canonicalJson(awsSettings(settings));
	const known = batches.get(key) ?? new MetricBatch(settings);
	batches.set(key, known);
	return known;
}
