import { strategyName, strategyTime } from "../core/strategy.ts";
import { bullets, code, section, table, text } from "./markdown.ts";
import type { ReportInput } from "./standing.ts";

/** Why it was decided, how bad it was and why, and the ways out that were weighed. Assessments stored by an earlier version have no ways and no reasons for the severity. */
export function decisionSection({ review: { deciding } }: ReportInput): string | null {
	if (deciding === null) return null;
	const { decision, rules } = deciding;
	const spoke = rules.filter(({ outcome }) => outcome === "spoke").length;
	// Where there is nothing to do there is nothing severe either.
	const severity = decision.action === "none" ? null : decision.severity;
	const lead = `${code(decision.action)}, ${severity === null ? "" : `${severity}, `}${Math.round(decision.confidence * 100)} % sure; ${spoke} of ${rules.length} rules spoke, the first in their order decided.`;
	return section(
		"## Decision",
		lead,
		bullets(decision.reasons.map((reason) => `${code(reason.rule)}: ${text(reason.text)}`)),
		severity === null ? null : because(severity, decision.severityReasons ?? []),
		waysTable(deciding.strategies ?? []),
	);
}

function because(severity: string, reasons: readonly string[]): string | null {
	return reasons.length === 0 ? null : `${severity}, because: ${reasons.map(text).join("; ")}.`;
}

function waysTable(strategies: NonNullable<ReportInput["review"]["deciding"]>["strategies"]): string | null {
	if (strategies.length === 0) return null;
	const rows = strategies.map((strategy) => [
		strategyName(strategy),
		strategyTime(strategy),
		strategy.risk,
		text(strategy.loses),
		`${strategy.fits ? "fits" : "does not fit"}: ${text(strategy.why)}`,
	]);
	return table(["Way", "Takes", "Risk", "Loses", "Fits"], rows);
}
