import { amountOrNull } from "../core/measurement.ts";
import type { Sample } from "../core/series.ts";
import { type Ask, asked, type Found, sumAt } from "./prometheus-ask.ts";
import { longestRange } from "./prometheus-moments.ts";
import { type Cut, knownIn, momentsOfPart } from "./prometheus-parts.ts";
import type { RatioQuestion } from "./prometheus-settings.ts";
import { countsPerUnit, type Values, valuesOf } from "./prometheus-values.ts";
import { rawCounterDetail, readsRawCounter, risesLikeCounter } from "./raw-counter.ts";

/** Requests and errors of one part, or only the share where nothing says how many they are. */
export type Counts = Pick<Sample, "requests" | "errors" | "errorRatio">;

/** How many requests there were in each part and how many failed. A counter as it stands is refused: it says nothing about a part. */
export async function countsOf(question: RatioQuestion, cut: Cut, ask: Ask): Promise<Found<Counts>> {
	const rangeMs = longestRange([question.errors, question.requests]);
	const raw = (["errors", "requests"] as const).find((name) => question.gives === null && readsRawCounter(question[name]));
	if (raw !== undefined) return { ok: false, detail: rawCounterDetail(raw) };
	const [errors, requests] = await Promise.all([asked(question.errors, cut, ask), asked(question.requests, cut, ask)]);
	const total = valuesOf("requests", requests);
	if (!total.ok) return total;
	const failed = valuesOf("errors", errors);
	if (question.gives === null && rangeMs === null && risesLikeCounter([...total.at.values()]))
		return { ok: false, detail: rawCounterDetail("requests") };
	const factor = countsPerUnit(question, cut.partMs / cut.momentsInPart);
	const entries = cut.parts.flatMap((part) => {
		const counts = countsIn(momentsOfPart(part, cut), total.at, failed.ok ? failed.at : new Map(), factor);
		return counts === null ? [] : [[part.fromMs, counts] as const];
	});
	return {
		ok: true,
		at: new Map(entries),
		notes: [
			...total.notes,
			...notesOnErrors(
				failed,
				entries.map(([, counts]) => counts),
			),
		],
	};
}

/** Pooled over the moments of the part at which both are known, or at which requests alone are; null when too little is. */
function countsIn(
	moments: readonly number[],
	totalAt: ReadonlyMap<number, number>,
	failedAt: ReadonlyMap<number, number>,
	factor: number | null,
): Counts | null {
	const both = knownIn(moments, (moment) => totalAt.has(moment) && failedAt.has(moment));
	const known = both ?? knownIn(moments, (moment) => totalAt.has(moment));
	if (known === null) return null;
	const total = amountOrNull(sumAt(totalAt, known));
	const failed = both === null ? null : amountOrNull(sumAt(failedAt, both));
	return total === null ? null : shareOf(failed, total, factor);
}

/** `increase` and `rate` extrapolate: errors may come out a little above the requests they are a part of (core/measurement allows a tenth); more makes no sense. */
function shareOf(failed: number | null, total: number, factor: number | null): Counts | null {
	const errors = failed === null || failed > total * 1.1 ? null : Math.min(failed, total);
	if (factor !== null) return { requests: total * factor, errors: errors === null ? null : errors * factor, errorRatio: null };
	if (total === 0) return { requests: 0, errors, errorRatio: null };
	return errors === null ? null : { requests: null, errors: null, errorRatio: errors / total };
}

function notesOnErrors(failed: Values, parts: readonly Counts[]): readonly string[] {
	if (!failed.ok) return [failed.detail];
	const unknown = parts.filter((counts) => counts.errors === null && counts.errorRatio === null).length;
	const cause = "if that can mean no errors, end the expression with `or vector(0)`; they must also be a part of `requests`";
	return unknown === 0 ? failed.notes : [...failed.notes, `\`errors\` is not known in ${unknown} of ${parts.length} parts; ${cause}`];
}
