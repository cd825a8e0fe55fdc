import type { Assessment } from "../../core/assessment.ts";
import { placeText } from "../../core/place.ts";
import type { Signal } from "../../core/signal.ts";
import type { Paint } from "../paint.ts";
import { wrapped } from "./table.ts";

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

/** The decision with its reasons, then every signal. */
export function assessmentLines(assessment: Assessment, paint: Paint, width: number): readonly string[] {
	const { decision } = assessment;
	const release = assessment.current === null ? "unknown release" : assessment.current.label;
	return [
		`${paint.strong(placeText(assessment))}  ${paint.dim(release)}`,
		`${actionText(assessment, paint)}  ${decision.severity}  ${paint.dim(`confidence ${Math.round(decision.confidence * 100)} %`)}${decision.deadline === null ? "" : paint.warn(`  decide by ${decision.deadline.slice(11, 19)} UTC`)}`,
		...decision.reasons.flatMap((reason) =>
			wrapped(`· ${reason.text} ${paint.dim(`(${reason.rule})`)}`, width - 2, "  ").map((line) => `  ${line}`),
		),
		...wrapped(decision.advice, width - 2).map((line) => `  ${line}`),
		"",
		...assessment.signals.map((signal) => signalLine(signal, paint)),
	];
}

function actionText(assessment: Assessment, paint: Paint): string {
	const { action } = assessment.decision;
	const color = action === "none" ? paint.good : action === "investigate" || action === "wait" ? paint.warn : paint.bad;
	return paint.strong(color(ACTION_TEXT[action]));
}

/** One signal with its mark. */
export function signalLine(signal: Signal, paint: Paint): string {
	const mark = { normal: paint.good("✓"), abnormal: paint.bad("✗"), unknown: paint.warn("?") }[signal.state];
	return `  ${mark} ${signal.name}  ${paint.dim(signal.text)}`;
}
