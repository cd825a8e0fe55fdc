import { parseDuration } from "../core/duration.ts";
import type { Window } from "../core/signal.ts";
import type { Moments } from "./prometheus-query.ts";

/** Without a range in the expression nothing says how far one value looks back: a fifth of the window then. */
const PARTS_WITHOUT_RANGE = 5;
const SHORTEST_PART_MS = 1_000;
/** Prometheus refuses more than 11,000 points; a mean does not get better beyond this. */
const MOST_PARTS = 60;

/** The moments to evaluate at, so that the values tile the window: each looks back over its own range (`[1m]`), the last one ends with the window, and none looks far before it, where another release served. One moment when the range covers the window. */
export function momentsIn(window: Window, expressions: readonly string[]): Moments {
	const startMs = Date.parse(window.from);
	const endMs = Date.parse(window.to);
	const windowMs = endMs - startMs;
	const rangeMs = longestRange(expressions) ?? Math.max(SHORTEST_PART_MS, windowMs / PARTS_WITHOUT_RANGE);
	const parts = Math.min(Math.max(1, Math.floor(windowMs / rangeMs)), MOST_PARTS);
	const stepMs = Math.max(1, Math.floor(windowMs / parts));
	return { startMs: endMs - (parts - 1) * stepMs, endMs, stepMs };
}

/** Every moment in milliseconds, oldest first. */
export function momentList(moments: Moments): readonly number[] {
	const count = Math.round((moments.endMs - moments.startMs) / moments.stepMs) + 1;
	return Array.from({ length: count }, (_, index) => moments.startMs + index * moments.stepMs);
}

/** The longest range in the expressions in milliseconds, as a selector (`[1m]`) or in a recording rule's name (`job:requests:rate5m`, prometheus.io/docs/practices/rules), or null when there is none. */
export function longestRange(expressions: readonly string[]): number | null {
	const texts = expressions.flatMap((expression) =>
		[...withoutStrings(expression).matchAll(/\[([^\]:]+)(?::[^\]]*)?\]|:i?(?:rate|increase)(\d+[smhd])\b/g)].map(
			(match) => match[1] ?? match[2] ?? "",
		),
	);
	const ranges = texts.map((text) => parseDuration(text.trim())).filter((range) => range !== null && range > 0);
	return ranges.length === 0 ? null : Math.max(...ranges.map(Number));
}

/** The expression with its quoted strings empty: what stands in them is no PromQL. */
export function withoutStrings(expression: string): string {
	return expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""');
}
