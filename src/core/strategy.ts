import type { Strategy } from "./assessment.ts";
import { formatDuration } from "./duration.ts";

/** How long a strategy takes: `2–5 min`, or `20.4 s to 1 min 05 s` where earlier runs were measured. */
export function strategyTime({ minutes: [least, most], isMeasured }: Strategy): string {
	if (!isMeasured) return `${least}–${most} min`;
	const [from, to] = [formatDuration(least * 60_000), formatDuration(most * 60_000)];
	return from === to ? from : `${from} to ${to}`;
}

/** A strategy for a person: `platform rollback`. */
export function strategyName({ name }: Strategy): string {
	return name.replace("-", " ");
}
