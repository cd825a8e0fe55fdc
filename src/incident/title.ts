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
	const place = `${placeText(assessment)}: `;
	return `${place}${clauses(sentence, LONGEST - place.length - since.length)}${since}`;
}

/** Characters of a title. */
const LONGEST = 140;

/** As many whole clauses as fit; where not even the first one does, its beginning. */
function clauses(sentence: string, length: number): string {
	if (sentence.length <= length) return sentence;
	const ends = [...sentence.slice(0, length + 2).matchAll(/[;:.] /g)].map(({ index }) => sentence.slice(0, index));
	return ends.findLast((clause) => clause.split("(").length === clause.split(")").length) ?? oneLine(sentence, Math.max(1, length));
}

/** A sentence that dates itself by the deploy needs only to be told whose deploy; null when it does not, or when that is too long. */
function nameDeploy(assessment: Assessment, sentence: string): string | null {
	if (assessment.current === null || !/ the deploy\b/.test(sentence)) return null;
	const label = oneLine(assessment.current.label, 40);
	const place = `${placeText(assessment)}: `;
	const named = sentence.replace(/ the deploy\b/, () => ` the deploy of ${label}`);
	const title = clauses(named, LONGEST - place.length);
	return title.includes(` the deploy of ${label}`) ? place + title : null;
}
