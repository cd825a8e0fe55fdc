import type { Window } from "../core/signal.ts";
import type { Datapoints, MetricWindow } from "./cloudwatch-batch.ts";

/** Standard metrics have a datapoint a minute (CloudWatch user guide, "Metrics retention"). */
const PERIOD_MS = 60_000;

/** The whole minutes that the window touches, in periods of at least `partMs`. */
export function wholePeriods({ from, to }: Window, partMs: number): MetricWindow {
	const periodMs = Math.max(1, Math.ceil(partMs / PERIOD_MS)) * PERIOD_MS;
	const fromMs = Math.floor(Date.parse(from) / periodMs) * periodMs;
	const toMs = Math.ceil(Date.parse(to) / periodMs) * periodMs;
	return { fromMs, toMs: Math.max(toMs, fromMs + periodMs), periodS: periodMs / 1_000 };
}

/** What was counted in one period; errors are null where nobody knows how many there were. */
export interface CountedPart {
	readonly fromMs: number;
	readonly requests: number;
	readonly errors: number | null;
}

/** The periods that have requests; one without a datapoint of requests is left out: it may be late. */
export function countedParts(requests: Datapoints, errors: readonly Datapoints[], isSparse: boolean): readonly CountedPart[] {
	return [...requests]
		.sort(([one], [other]) => one - other)
		.map(([fromMs, count]) => {
			const found = errors.map((points) => points.get(fromMs) ?? (isSparse ? 0 : null));
			const known = found.filter((value) => value !== null);
			const sum = known.length === found.length ? known.reduce((total, value) => total + value, 0) : null;
			return { fromMs, requests: Math.round(count), errors: sum === null ? null : Math.min(Math.round(sum), Math.round(count)) };
		});
}
