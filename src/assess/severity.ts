import type { Severity } from "../core/assessment.ts";
import type { Thresholds } from "../core/config.ts";
import type { Effect, ReleaseJudgement } from "../core/verdict.ts";

/** What each severity means; the words of the runbooks (000). */
const MEANING: Readonly<Record<Severity, string>> = {
	P0: "down, or losing data",
	P1: "core broken for many",
	P2: "degraded",
	P3: "minor",
};
const WORST_FIRST: readonly Severity[] = ["P0", "P1", "P2", "P3"];
/** When as many requests fail as succeed, the service is down in all but name. */
export const DOWN = 0.5;

/** Something that says how bad it is, and why. */
export interface Grave {
	readonly severity: Severity;
	readonly text: string;
}

/** The worst of what is said, and the words of everyone who says so. */
export function severityOf(graves: readonly Grave[]): { readonly severity: Severity; readonly severityReasons: readonly string[] } {
	const severity = WORST_FIRST.find((candidate) => graves.some((grave) => grave.severity === candidate)) ?? "P3";
	const texts = graves.filter((grave) => grave.severity === severity).map(({ text }) => text);
	return { severity, severityReasons: [...new Set(texts)].map((text) => `${MEANING[severity]}: ${text}`) };
}

/** How bad a change is by its size alone, whoever is to blame: P0 when half of the requests fail, P1 when it is past the limits to act at once, else P2. */
export function effectSeverity(verdict: ReleaseJudgement, thresholds: Thresholds): Severity {
	const worse = verdict.effects.filter(({ change }) => change > 0);
	if (worse.some((effect) => effect.measure === "errors" && effect.after >= DOWN)) return "P0";
	return worse.some((effect) => isPastActing(effect, thresholds)) ? "P1" : "P2";
}

function isPastActing({ measure, before, after }: Effect, thresholds: Thresholds): boolean {
	return measure === "errors" ? after >= thresholds.errorsAct : after > before * thresholds.slowerAct;
}
