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
	const since = releaseText(assessment, sentence);
	const place = `${placeText(assessment)}: `;
	return `${place}${fitted(sentence, LONGEST - place.length - since.length)}${since}`;
}

/** `since v3` only where that release is to blame and its time is known; else which one runs, where the sentence does not name it. */
function releaseText({ current, deployedAt, decision }: Assessment, sentence: string): string {
	if (current === null) return "";
	const label = oneLine(current.label, 40);
	if (decision.action === "roll-back" && deployedAt !== null) return ` since ${label}`;
	return sentence.includes(label) ? "" : ` (${label} runs)`;
}

/** Characters of a title. */
const LONGEST = 140;

/** What was before is left out first: whose fault it is comes later in the sentence and says more. */
function fitted(sentence: string, length: number): string {
	return sentence.length <= length ? sentence : clauses(sentence.replace(/ \(in the [^()]* before: [^()]*\)/g, ""), length);
}

/** A clause's end; a colon after a name (`Prometheus: no answer`) is none. */
const CLAUSE_END = /[;.] |(?<=(?:^| )[^A-Z ][^ ]*): /g;
/** Of the room; less would leave out more than it tells. */
const LEAST_SHARE = 0.6;

/** As many whole clauses as fit; where they tell too little, as many words. */
function clauses(sentence: string, length: number): string {
	if (sentence.length <= length) return sentence;
	const ends = [...sentence.slice(0, length + 2).matchAll(CLAUSE_END)].map(({ index }) => sentence.slice(0, index));
	const whole = ends.findLast((clause) => clause.split("(").length === clause.split(")").length);
	if (whole !== undefined && whole.length >= LEAST_SHARE * length) return whole;
	const cut = sentence.slice(0, Math.max(1, length - 1));
	const words = cut.slice(0, Math.max(0, cut.lastIndexOf(" ")));
	return `${words.length >= LEAST_SHARE * length ? words : cut}…`;
}

/** A sentence that dates itself by the deploy needs only to be told whose deploy; null when it does not, or when that is too long. */
function nameDeploy(assessment: Assessment, sentence: string): string | null {
	if (assessment.current === null || !/ the deploy\b/.test(sentence)) return null;
	const label = oneLine(assessment.current.label, 40);
	const place = `${placeText(assessment)}: `;
	const named = sentence.replace(/ the deploy\b/, () => ` the deploy of ${label}`);
	const title = fitted(named, LONGEST - place.length);
	return title.includes(` the deploy of ${label}`) ? place + title : null;
}
