import type { Window } from "../core/signal.ts";
import type { Cut } from "./prometheus-parts.ts";
import { type Answer, type PrometheusCall, queryRange } from "./prometheus-query.ts";

/** Everything that one series is asked with. */
export interface Ask extends PrometheusCall {
	readonly window: Window;
	/** How long a part shall be, in milliseconds. */
	readonly partMs: number;
}

/** What one question knows of each part (by its `fromMs`), or why it knows nothing. */
export type Found<Value> =
	| { readonly ok: true; readonly at: ReadonlyMap<number, Value>; readonly notes: readonly string[] }
	| { readonly ok: false; readonly detail: string };

/** The expression at every moment of the cut. */
export async function asked(expression: string, cut: Cut, ask: Ask): Promise<Answer> {
	if (cut.moments === null) return { ok: true, series: [], notes: [] };
	return await queryRange(ask, expression, cut.moments);
}

/** The sum of the values at the moments. */
export function sumAt(values: ReadonlyMap<number, number>, moments: readonly number[]): number {
	return moments.reduce((sum, moment) => sum + (values.get(moment) ?? 0), 0);
}
