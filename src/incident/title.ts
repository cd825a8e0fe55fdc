import type { Assessment } from "../core/assessment.ts";
import { placeText } from "../core/place.ts";
import { oneLine } from "../core/reading.ts";

/** What an incident is called, at most 140 characters on one line: where, what is wrong, since which release. */
export function incidentTitle(assessment: Assessment): string {
	const wrong = assessment.decision.reasons[0]?.text ?? assessment.alert?.summary ?? assessment.decision.advice;
	// The judge's sentence ends with a stop, and often with the deploy that we name.
	const sentence = oneLine(wrong, Number.MAX_SAFE_INTEGER).replace(/( since the deploy)?\.?$/, "");
	const since = assessment.current === null ? "" : ` since ${oneLine(assessment.current.label, 40)}`;
	return `${oneLine(`${placeText(assessment)}: ${sentence}`, 140 - since.length)}${since}`;
}
