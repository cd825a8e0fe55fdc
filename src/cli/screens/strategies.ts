import type { Assessment, Strategy } from "../../core/assessment.ts";
import { strategyName, strategyTime } from "../../core/strategy.ts";
import type { Paint } from "../paint.ts";
import { tableLines } from "./table.ts";

/** Decisions that one of the ways carries out; for the others the table would only be in the way. */
const CARRIED_OUT: readonly Assessment["decision"]["action"][] = ["roll-back", "hotfix", "fix-forward", "disable-flag"];

/** The ways out as a small table: those that fit first, the others dim; none while it is not decided to go one. */
export function strategyLines({ decision, strategies }: Assessment, paint: Paint, width: number): readonly string[] {
	if (!CARRIED_OUT.includes(decision.action) || strategies.length === 0) return [];
	return tableLines(
		{ header: ["", "Way", "Takes", "Risk", "Note"], rows: strategies.map((strategy) => rowOf(strategy, paint)) },
		paint,
		width,
	);
}

function rowOf(strategy: Strategy, paint: Paint): readonly string[] {
	const { fits, risk, loses, why, isMeasured } = strategy;
	const note = `${fits ? `loses ${loses}` : why}${isMeasured ? "; took that long before, the steps alone" : ""}`;
	const cells = [strategyName(strategy), strategyTime(strategy), risk, note];
	return fits ? [paint.good("✓"), ...cells] : ["–", ...cells].map(paint.dim);
}
