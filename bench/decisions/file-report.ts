import type { JudgeSettings } from "../../src/assess/judge/release.ts";
import { markdownTable } from "../table.ts";
import { looksOf } from "./looks.ts";
import type { Method } from "./method.ts";
import type { PetshopCase } from "./petshop.ts";
import { isFlagged, isWrong, type Judged, medianDelay, type Score, scoreOf } from "./score.ts";

/** Every case of a file, watched by one method. */
export function judgeCases(cases: readonly PetshopCase[], method: Method, settings: JudgeSettings): readonly Judged[] {
	return cases.map((one) => {
		const { id, scenario, label } = one;
		return { id, scenario, label, finding: method.watch(looksOf(one, settings)) };
	});
}

/** The score of one method on one file, as one line of JSON; a peer's line names the method as well. */
export function scoreLine(file: string, judged: readonly Judged[], method: string | null): string {
	const score: Score = scoreOf(judged);
	return JSON.stringify(method === null ? { file, ...score } : { file, method, ...score });
}

/** How each scenario and label went, as a Markdown table. */
export function scenarioTable(judged: readonly Judged[]): string {
	const groups = Map.groupBy(judged, ({ scenario, label }) => `${scenario}\n${label}`);
	const rows = [...groups].map(([key, group]) => {
		const flagged = group.filter(isFlagged);
		const delay = medianDelay(flagged);
		const counts = [group.length, flagged.length, group.filter(isWrong).length].map(String);
		return [...key.split("\n"), ...counts, delay === null ? "" : String(delay)];
	});
	return markdownTable(["scenario", "label", "cases", "called bad", "wrong", "median delay, samples"], rows, [2, 3, 4, 5]);
}

/** The cases that the method was wrong about, one a line, with what it said. */
export function wrongCases(judged: readonly Judged[]): readonly string[] {
	return judged.filter(isWrong).map(({ id, finding: { flaggedAt, text } }) => {
		return `${id}: ${flaggedAt === null ? "missed" : `called bad at look ${flaggedAt}`}: ${text}`;
	});
}
