import type { Assessment } from "../core/assessment.ts";
import { placeText } from "../core/place.ts";
import { oneLine } from "../core/reading.ts";

/** What an incident is called, at most 140 characters on one line: where, what is wrong, since which release. */
export function incidentTitle(assessment: Assessment): string {
	const wrong = assessment.decision.reasons[0]?.text ?? assessment.alert?.summary ?? assessment.decision.advice;
	// The judge's sentence ends with a stop, and often with the deploy that we name.
	const sentence = oneLine(wrong, Number.MAX_SAFE_INTEGER).replace(/( since the deploy)?\.?$/, "");
	const named = nameDeploy(assessment, sentence);
	if (named !== null) return named;
	const since = assessment.current === null ? "" : ` since ${oneLine(assessment.current.label, 40)}`;
	return `${oneLine(`${placeText(assessment)}: ${sentence}`, 140 - since.length)}${since}`;
}

/** A sentence that dates itself by the deploy needs only to be told whose deploy; null when it does not, or when that is too long. */
function nameDeploy(assessment: Assessment, sentence: string): string | null {
	if (assessment.current === null || !/ the deploy\b/.test(sentence)) return null;
	const label = oneLine(assessment.current.label, 40);
	const title = `${placeText(assessment)}: ${sentence.replace(/ the deploy\b/, () => ` the deploy of ${label}`)}`;
	return title.length <= 140 ? title : null;
}
