import type { Assessment } from "../../core/assessment.ts";
import { placeText } from "../../core/place.ts";
import type { Signal } from "../../core/signal.ts";
import type { Paint } from "../paint.ts";
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

/** The decision first, what to do, why, then every signal. */
export function assessmentLines(assessment: Assessment, paint: Paint, width: number): readonly string[] {
	const { decision } = assessment;
	const release = assessment.current === null ? "which release runs is unknown" : `runs ${assessment.current.label}`;
	return [
		`${actionText(assessment, paint)}  ${paint.strong(placeText(assessment))}, ${release}`,
		paint.dim(`${decision.severity} · confidence ${Math.round(decision.confidence * 100)} %`) +
			(decision.deadline === null ? "" : paint.warn(` · decide by ${decision.deadline.slice(11, 19)} UTC`)),
		"",
		...hanging("", decision.advice, width),
		...decision.reasons.flatMap((reason) => hanging("  · ", `${reason.text} ${paint.dim(`(${reason.rule})`)}`, width)),
		...(assessment.signals.length === 0 ? [] : ["", ...signalLines(assessment.signals, paint, width)]),
	];
}

/** The action in its colour: red acts, yellow waits, green rests. */
export function actionText(assessment: Assessment, paint: Paint): string {
	const { action } = assessment.decision;
	const color = action === "none" ? paint.good : action === "investigate" || action === "wait" ? paint.warn : paint.bad;
	return paint.strong(color(ACTION_TEXT[action]));
}

/** Signals with their marks, the names aligned. */
export function signalLines(signals: readonly Signal[], paint: Paint, width: number): readonly string[] {
	const marks = { normal: paint.good("✓"), abnormal: paint.bad("✗"), unknown: paint.warn("?") };
	return markedLines(
		signals.map(({ name, state, text }) => ({ mark: marks[state], name, text: state === "abnormal" ? text : paint.dim(text) })),
		width,
	);
}
