import { longestRange } from "./prometheus-moments.ts";
import type { Answer } from "./prometheus-query.ts";
import type { RatioQuestion } from "./prometheus-settings.ts";

/** The expression's finite values by moment (milliseconds), or why there are none to go by. */
export type Values =
	| { readonly ok: true; readonly at: ReadonlyMap<number, number>; readonly notes: readonly string[] }
	| { readonly ok: false; readonly detail: string };

/** What is greater counts nothing, and its sums would not be numbers any more. */
const MOST = Number.MAX_SAFE_INTEGER;

/** The answer to the question called `name` (`errors`, `p95`) as one value for each moment: several series of a count are added; a moment with a value that is none has none. */
export function valuesOf(name: string, answer: Answer): Values {
	if (!answer.ok) return answer;
	const sums = new Map<number, number>();
	for (const [moment, value] of answer.series.flatMap((series) => [...series.values])) sums.set(moment, (sums.get(moment) ?? 0) + value);
	const at = new Map([...sums].filter(([, value]) => Math.abs(value) <= MOST));
	const said = answer.notes.map((note) => `; ${note}`).join("");
	if (sums.size === 0) return { ok: false, detail: `Prometheus has no series for \`${name}\` in the window; ${emptyFix(name)}${said}` };
	if (at.size === 0) return { ok: false, detail: `${noNumber(name, [...sums.values()])}${said}` };
	return { ok: true, at, notes: answer.notes };
}

/** An infinite quantile is no quiet service. */
function noNumber(name: string, values: readonly number[]): string {
	return values.every(Number.isNaN)
		? `Prometheus answers NaN for \`${name}\`: there was nothing to divide by, most often no traffic`
		: `Prometheus answers an infinite value for \`${name}\`, or one too great to be any: most often a division by zero`;
}

/** The same for a latency: two of them cannot be added, and which of them counts is not ours to guess. */
export function latencyValuesOf(name: string, answer: Answer): Values {
	if (!answer.ok || answer.series.length <= 1) return valuesOf(name, answer);
	const fix = "make it one, like histogram_quantile(0.95, sum by (le) (rate(…[1m]))) or max(…)";
	return { ok: false, detail: `Prometheus has ${answer.series.length} series for \`${name}\` and a latency is one; ${fix}` };
}

/** How many requests one value stands for when there is one each `stepMs`: a rate holds for its whole step; an increase is a count, but over its own range. Null when neither is known. */
export function countsPerUnit(question: RatioQuestion, stepMs: number): number | null {
	if (question.gives === "rate") return stepMs / 1_000;
	const rangeMs = longestRange([question.errors, question.requests]);
	// A range longer than the step: the count of the step is its share, as for a rate.
	return question.gives === null || rangeMs === null ? null : stepMs / rangeMs;
}

/** Notes for the end of a detail, each once. */
export function notesText(...notes: readonly (readonly string[])[]): string {
	return [...new Set(notes.flat())].map((note) => `; ${note}`).join("");
}

function emptyFix(name: string): string {
	const cause = "see whether it scrapes the service and whether names and labels are right";
	return name === "errors" ? `if that can mean no errors, end the expression with \`or vector(0)\`; else ${cause}` : cause;
}
