import type { Assessment } from "../../core/assessment.ts";
import { formatSpan } from "../../core/duration.ts";
import { placeText } from "../../core/place.ts";
import { isCheck } from "../../core/reading.ts";
import type { Signal } from "../../core/signal.ts";
import { clockTime, elapsedMs } from "../../core/time.ts";
import type { Paint } from "../paint.ts";
import { allRulesLines, rulesLine } from "./rules-asked.ts";
import { strategyLines } from "./strategies.ts";
import { hanging, markedLines } from "./text.ts";

const ACTION_TEXT: Readonly<Record<Assessment["decision"]["action"], string>> = {
	"roll-back": "ROLL BACK",
	investigate: "INVESTIGATE",
	"fix-forward": "FIX FORWARD",
	hotfix: "HOTFIX",
	"disable-flag": "DISABLE THE FLAG",
	wait: "WAIT",
	"restore-data": "RESTORE DATA",
	none: "NOTHING TO DO",
};

/** The decision first, what to do, why, the ways to do it, then every signal and the order of the rules; `isVerbose`: every rule. */
export function assessmentLines(assessment: Assessment, paint: Paint, width: number, isVerbose = false): readonly string[] {
	const { decision } = assessment;
	const release = assessment.current === null ? "which release runs is unknown" : `runs ${assessment.current.label}`;
	return [
		`${actionText(assessment, paint)}  ${paint.strong(placeText(assessment))}, ${release}`,
		...hanging("", standing(assessment, paint), width),
		"",
		...hanging("", decision.advice, width),
		...decision.reasons.flatMap((reason) => hanging("  · ", `${reason.text} ${paint.dim(`(${reason.rule})`)}`, width)),
		...section(strategyLines(assessment, paint, width)),
		...section([...windowLine(assessment.signals, paint), ...signalLines(assessment.signals, paint, width)]),
		...section((isVerbose ? allRulesLines : rulesLine)(assessment, paint, width)),
	];
}

function standing({ decision, at }: Assessment, paint: Paint): string {
	const sure = paint.dim(sureText(decision));
	return decision.deadline === null ? sure : sure + paint.warn(` · ${deadlineText(decision.deadline, Date.parse(at))}`);
}

/** `P1, core broken for many · confidence 95 %`; where nothing is to be done there is nothing severe either, and the confidence stands alone. */
export function sureText(decision: Assessment["decision"]): string {
	const sure = `confidence ${Math.round(decision.confidence * 100)} %`;
	return decision.action === "none" ? sure : `${severityText(decision)} · ${sure}`;
}

/** `decide by 03:10:00 UTC`, or that this time is over. */
export function deadlineText(deadline: string, nowMs: number): string {
	const time = `${clockTime(deadline)} UTC`;
	return Date.parse(deadline) > nowMs ? `decide by ${time}` : `the time to investigate ended at ${time}`;
}

function section(lines: readonly string[]): readonly string[] {
	return lines.length === 0 ? [] : ["", ...lines];
}

/** `P1, core broken for many`: each reason begins with what the severity means. Where the rule that decided is not what makes it so severe, who does. */
function severityText({ severity, severityReasons, reasons }: Assessment["decision"]): string {
	const [first] = severityReasons;
	if (first === undefined) return severity;
	const says = reasons.filter(({ text }) => severityReasons.some((reason) => reason.endsWith(text)));
	const by = says.some((reason) => reason === reasons[0]) ? "" : ` (${says.map(({ rule }) => rule).join(", ")})`;
	return `${severity}, ${first.split(": ")[0]}${by}`;
}

/** The action in its colour: red acts, yellow waits, green rests. */
export function actionText(assessment: Assessment, paint: Paint): string {
	const { action } = assessment.decision;
	const color = action === "none" ? paint.good : action === "investigate" || action === "wait" ? paint.warn : paint.bad;
	return paint.strong(color(ACTION_TEXT[action]));
}

/** Which stretch the signals tell of: the judge's numbers, above, are of another. Checks are looks of one moment, and need none. */
function windowLine(signals: readonly Signal[], paint: Paint): readonly string[] {
	const spans = signals.flatMap(({ measure, window }) => (isOfMoment(measure) ? [] : (elapsedMs(window.from, window.to) ?? [])));
	return spans.length === 0 ? [] : [paint.dim(`In the last ${formatSpan(Math.max(...spans))}:`)];
}

function isOfMoment(measure: Signal["measure"]): boolean {
	return isCheck(measure) || measure === "readiness" || measure === "certificate";
}

/** Signals with their marks, the names aligned. */
export function signalLines(signals: readonly Signal[], paint: Paint, width: number): readonly string[] {
	const marks = { normal: paint.good("✓"), abnormal: paint.bad("✗"), unknown: paint.warn("?") };
	return markedLines(
		signals.map(({ name, state, text }) => ({ mark: marks[state], name, text: state === "abnormal" ? text : paint.dim(text) })),
		width,
	);
}
