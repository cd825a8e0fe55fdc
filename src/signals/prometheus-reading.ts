import { formatCount, formatShare } from "../core/number.ts";
import type { Reading, Window } from "../core/signal.ts";
import { momentList, momentsIn } from "./prometheus-moments.ts";
import { type Moments, type PrometheusCall, queryRange } from "./prometheus-query.ts";
import type { LatencyQuestion, RatioQuestion } from "./prometheus-settings.ts";
import { countsPerUnit, latencyValuesOf, notesText, type Values, valuesOf } from "./prometheus-values.ts";
import { rawCounterDetail, readsRawCounter } from "./raw-counter.ts";

/** Both sums over the window, or why they are not known. */
export async function readRatio(question: RatioQuestion, window: Window, call: PrometheusCall): Promise<Reading> {
	const raw = (["errors", "requests"] as const).find((name) => question.gives === null && readsRawCounter(question[name]));
	if (raw !== undefined) return unknownRatio(rawCounterDetail(raw));
	const moments = momentsIn(window, [question.errors, question.requests]);
	const [errors, requests] = await Promise.all([queryRange(call, question.errors, moments), queryRange(call, question.requests, moments)]);
	const total = aliveAtEnd("requests", valuesOf("requests", requests), moments);
	if (!total.ok) return unknownRatio(total.detail);
	const failed = aliveAtEnd("errors", valuesOf("errors", errors), moments);
	if (!failed.ok) return unknownRatio(failed.detail);
	return pooled(question, failed.at, total.at, moments, notesText(total.notes, failed.notes));
}

/** Both sums over the parts of the window where both are known: pooled counts, not a mean of percentages. */
function pooled(
	question: RatioQuestion,
	failedAt: ReadonlyMap<number, number>,
	totalAt: ReadonlyMap<number, number>,
	moments: Moments,
	note: string,
): Reading {
	const parts = momentList(moments);
	const both = parts.filter((moment) => failedAt.has(moment) && totalAt.has(moment));
	const failed = sumOf(both.map((moment) => failedAt.get(moment) ?? 0));
	const total = sumOf(both.map((moment) => totalAt.get(moment) ?? 0));
	// `increase` and `rate` extrapolate: the errors may come out a little above the requests they are a part of.
	if (failed < 0 || total < 0 || failed > total * 1.01) {
		return unknownRatio(
			`Prometheus counts ${failed.toPrecision(3)} errors in ${total.toPrecision(3)} requests; \`errors\` must be a part of \`requests\``,
		);
	}
	const factor = countsPerUnit(question, moments.stepMs);
	const ratio = total === 0 ? null : Math.min(1, failed / total);
	const counts = factor === null ? { failed: null, total: null } : { failed: Math.min(failed, total) * factor, total: total * factor };
	const coverage = both.length === parts.length ? "" : `; known in ${both.length} of ${parts.length} parts of the window`;
	return { kind: "ratio", ...counts, ratio, detail: `${ratioText(ratio, counts.total)}${coverage}${note}` };
}

function ratioText(ratio: number | null, total: number | null): string {
	if (ratio === null) return "no requests in the window";
	return total === null
		? `${formatShare(ratio)} failed, of a number not known`
		: `${formatShare(ratio)} of about ${formatCount(total)} requests failed`;
}

function unknownRatio(detail: string): Reading {
	return { kind: "ratio", failed: null, total: null, ratio: null, detail };
}

/** The statistic over the window, or why it is not known. */
export async function readLatency(question: LatencyQuestion, window: Window, call: PrometheusCall): Promise<Reading> {
	const { statistic } = question;
	const missing = (detail: string): Reading => ({ kind: "latency", statistic, ms: null, samples: null, detail });
	if (!question.isVouched && readsRawCounter(question.expression)) return missing(rawCounterDetail(statistic));
	const moments = momentsIn(window, [question.expression]);
	const answer = await queryRange(call, question.expression, moments);
	const values = aliveAtEnd(statistic, latencyValuesOf(statistic, answer), moments);
	if (!values.ok) return missing(values.detail);
	const known = [...values.at.values()];
	const ms = (sumOf(known) / known.length) * question.msPerUnit;
	if (!(ms >= 0 && Number.isFinite(ms))) {
		return missing(
			`Prometheus gives a \`${statistic}\` of ${known.join(", ")}, and no request takes that long; see whether the expression is a time`,
		);
	}
	const mean = known.length === 1 ? "" : `, mean of ${known.length} parts of the window`;
	return { kind: "latency", statistic, ms, samples: null, detail: `${statistic} ${ms.toFixed(1)} ms${mean}${notesText(values.notes)}` };
}

/** A target that is no longer scraped keeps its older, often better, values in the window: without one at its end nothing is known. */
function aliveAtEnd(name: string, values: Values, moments: Moments): Values {
	if (!values.ok || values.at.has(moments.endMs)) return values;
	const fix = `see whether it still scrapes the service (its /targets page)${notesText(values.notes)}`;
	return { ok: false, detail: `Prometheus has no value for \`${name}\` at the end of the window; ${fix}` };
}

function sumOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0);
}
