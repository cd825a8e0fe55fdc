import { errorText } from "../core/error.ts";
import { missingReading, oneLine } from "../core/reading.ts";
import type { SeriesReading } from "../core/series.ts";
import type { Reading, SignalMeasure, Window } from "../core/signal.ts";
import { metricBatch } from "./cloudwatch-batch.ts";
import { countedParts, wholePeriods } from "./cloudwatch-parts.ts";
import type { CloudWatchQuestion, MetricQuery } from "./cloudwatch-question.ts";
import type { CloudWatchConfig } from "./cloudwatch-settings.ts";

type Ratio = Extract<CloudWatchQuestion, { kind: "ratio" }>;
type LatencyQuestion = Extract<CloudWatchQuestion, { kind: "latency" }>;

/** The sums of the window's whole minutes; null where a minute with requests does not say how many failed. */
export async function readRatio(question: Ratio, config: CloudWatchConfig, window: Window, deadline: AbortSignal): Promise<Reading> {
	return await told("error-rate", deadline, async () => {
		const parts = await partsOf(question, config, window, 0);
		if (parts.length === 0)
			return missingReading("error-rate", `CloudWatch has no datapoint of ${nameOf(question.requests)} in ${minutesText(window)} (yet)`);
		const total = parts.reduce((sum, { requests }) => sum + requests, 0);
		const known = parts.flatMap(({ errors }) => errors ?? []);
		const detail = `${nameOf(question.requests)}, ${minutesText(window)}`;
		if (known.length < parts.length) {
			const without = `without a datapoint of ${question.errors.map(nameOf).join(", ")}: set missingErrors: zero if that means none`;
			return { kind: "ratio", failed: null, total, ratio: null, detail: `${detail}, ${without}` };
		}
		const failed = known.reduce((sum, errors) => sum + errors, 0);
		return { kind: "ratio", failed, total, ratio: total === 0 ? null : failed / total, detail };
	});
}

/** The statistic over the whole window, as CloudWatch itself puts it together. */
export async function readLatency(
	question: LatencyQuestion,
	config: CloudWatchConfig,
	window: Window,
	deadline: AbortSignal,
): Promise<Reading> {
	return await told("latency", deadline, async () => {
		const periods = wholePeriods(window, Date.parse(window.to) - Date.parse(window.from));
		const points = await metricBatch(config).ask(question.query, periods);
		const newest = [...points].sort(([one], [other]) => other - one)[0];
		if (newest === undefined)
			return {
				...missingLatency(question),
				detail: `CloudWatch has no datapoint of ${nameOf(question.query)} in ${minutesText(window)} (yet)`,
			};
		return { ...missingLatency(question), ms: newest[1] * question.toMs, detail: `${nameOf(question.query)}, ${minutesText(window)}` };
	});
}

/** The window in parts of at least a minute. */
export async function readSeries(
	question: CloudWatchQuestion,
	config: CloudWatchConfig,
	{ window, partMs, deadline }: { readonly window: Window; readonly partMs: number; readonly deadline: AbortSignal },
): Promise<SeriesReading> {
	if (question.kind === "alarms") return { samples: [], detail: "alarms have no past" };
	try {
		const periods = wholePeriods(window, partMs);
		const lengthMs = periods.periodS * 1_000;
		if (question.kind === "latency") {
			const points = await within(metricBatch(config).ask(question.query, periods), deadline);
			const samples = [...points].map(([fromMs, value]) => latencySample(question, fromMs, fromMs + lengthMs, value));
			return { samples, detail: nameOf(question.query) };
		}
		const parts = await within(partsOf(question, config, window, partMs), deadline);
		const samples = parts.map(({ fromMs, requests, errors }) => ({
			fromMs,
			toMs: fromMs + lengthMs,
			requests,
			errors,
			errorRatio: null,
			latency: null,
		}));
		return { samples, detail: nameOf(question.requests) };
	} catch (thrown) {
		return { samples: [], detail: oneLine(errorText(thrown)) };
	}
}

async function partsOf({ errors, requests, isSparse }: Ratio, config: CloudWatchConfig, window: Window, partMs: number) {
	const batch = metricBatch(config);
	const periods = wholePeriods(window, partMs);
	const [all, ...failed] = await Promise.all([requests, ...errors].map((query) => batch.ask(query, periods)));
	return countedParts(all ?? new Map(), failed, isSparse);
}

function latencySample({ statistic, toMs: factor }: LatencyQuestion, fromMs: number, toMs: number, value: number) {
	const of = (name: LatencyQuestion["statistic"]) => (statistic === name ? value * factor : null);
	const latency = { kind: "statistics", meanMs: of("mean"), p50Ms: of("p50"), p95Ms: of("p95"), p99Ms: of("p99") } as const;
	return { fromMs, toMs, requests: null, errors: null, errorRatio: null, latency };
}

function missingLatency({ statistic }: LatencyQuestion) {
	return { kind: "latency", ms: null, statistic, samples: null } as const;
}

/** A source that is away, refuses or is too slow proves nothing, and says why. */
async function told(measure: SignalMeasure, deadline: AbortSignal, read: () => Promise<Reading>): Promise<Reading> {
	try {
		return await within(read(), deadline);
	} catch (thrown) {
		return missingReading(measure, oneLine(errorText(thrown)));
	}
}

/** One call serves several signals, so that the deadline of one of them ends the waiting and not the call. */
export async function within<T>(asked: Promise<T>, deadline: AbortSignal): Promise<T> {
	if (deadline.aborted) throw new Error("the time for reading it was up");
	let stop: () => void = () => undefined;
	const late = new Promise<never>((_resolve, reject) => {
		stop = () => reject(new Error("CloudWatch did not answer in time"));
		deadline.addEventListener("abort", stop, { once: true });
	});
	try {
		return await Promise.race([asked, late]);
	} finally {
		deadline.removeEventListener("abort", stop);
	}
}

function nameOf({ metric, stat }: MetricQuery): string {
	return `${metric.namespace} ${metric.metric}${stat === "Sum" ? "" : ` ${stat}`}`;
}

function minutesText(window: Window): string {
	const { fromMs, toMs } = wholePeriods(window, 0);
	const minutes = (toMs - fromMs) / 60_000;
	return minutes === 1 ? "one whole minute" : `${minutes} whole minutes`;
}
