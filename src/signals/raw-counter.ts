import { longestRange, withoutStrings } from "./prometheus-moments.ts";

/** Fewer values that never fall are no proof of a counter. */
const FEWEST_VALUES = 10;
/** A counter of a living service rises almost every time; a gauge that happens to climb for long does not. */
const RISING_SHARE = 0.9;

/** Whether the expression reads a counter as it stands, by the names that Prometheus gives counters (prometheus.io/docs/practices/naming): what it counted since its process began says nothing about a window. */
export function readsRawCounter(expression: string): boolean {
	const bare = withoutStrings(expression)
		.replace(/\{[^{}]*\}/g, "")
		.replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, "");
	const isWindowed = longestRange([expression]) !== null || /\boffset\b/.test(bare);
	return !isWindowed && /\w_(?:total|count|bucket|sum)\b(?!\s*\()/.test(bare);
}

/** Whether the values, oldest first, never fall and nearly always rise, as a raw counter's do, whatever it is called. */
export function risesLikeCounter(values: readonly number[]): boolean {
	const steps = values.slice(1).map((value, index) => value - (values[index] ?? value));
	const rising = steps.filter((step) => step > 0).length;
	return values.length >= FEWEST_VALUES && steps.every((step) => step >= 0) && rising >= steps.length * RISING_SHARE;
}

/** What to tell about it. */
export function rawCounterDetail(name: string): string {
	return `\`${name}\` is a counter as it stands, which holds everything since the process began; wrap it, like sum(increase(…[1m]))`;
}
