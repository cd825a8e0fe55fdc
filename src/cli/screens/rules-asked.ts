import type { Assessment, RuleGroup, RuleOutcome } from "../../core/assessment.ts";
import type { Paint } from "../paint.ts";
import { hanging } from "./text.ts";

const GROUPS: readonly RuleGroup[] = ["veto", "act", "wait"];
const NOUNS: Readonly<Record<RuleGroup, readonly [one: string, many: string]>> = {
	veto: ["veto", "vetoes"],
	act: ["to act", "to act"],
	wait: ["to wait", "to wait"],
};

/** The order that the rules were asked in, as one sentence: how many of each group, and which of them spoke. */
export function rulesLine({ rules }: Assessment, paint: Paint, width: number): readonly string[] {
	const groups = GROUPS.map((group) => groupText(rules.filter((rule) => rule.group === group)));
	return hanging("", paint.dim(`Asked in order: ${groups.filter((text) => text !== "").join(" → ")}.`), width);
}

function groupText(rules: Assessment["rules"]): string {
	const [first] = rules;
	if (first === undefined) return "";
	const noun = NOUNS[first.group][rules.length === 1 ? 0 : 1];
	const spoke = rules.flatMap(({ rule, outcome }) => (outcome === "spoke" ? [rule] : []));
	return `${rules.length} ${noun}${spoke.length === 0 ? "" : ` (${spoke.join(", ")} spoke)`}`;
}

const OUTCOMES: readonly RuleOutcome[] = ["spoke", "noted", "unknown", "silent"];
const OUTCOME_TEXT: Readonly<Record<RuleOutcome, string>> = {
	spoke: "spoke",
	noted: "noted",
	unknown: "could not judge",
	silent: "silent",
};

/** Every rule by group and by what it did, each in the order it was asked: for `--verbose`. */
export function allRulesLines({ rules }: Assessment, paint: Paint, width: number): readonly string[] {
	return GROUPS.flatMap((group) => {
		const asked = rules.filter((rule) => rule.group === group);
		return [
			`${paint.strong(group)} ${paint.dim(`(${asked.length})`)}`,
			...OUTCOMES.flatMap((outcome) => outcomeLines(asked, outcome, paint, width)),
		];
	});
}

function outcomeLines(asked: Assessment["rules"], outcome: RuleOutcome, paint: Paint, width: number): readonly string[] {
	const names = asked.flatMap((rule) => (rule.outcome === outcome ? [rule.rule] : []));
	if (names.length === 0) return [];
	const color = { spoke: paint.warn, noted: paint.accent, unknown: paint.warn, silent: paint.dim }[outcome];
	return hanging(`  ${paint.dim(OUTCOME_TEXT[outcome].padEnd(16))}`, color(names.join(", ")), width);
}
