import type { Proposal } from "../core/adapter.ts";
import type { TargetConfig } from "../core/config.ts";
import type { Refusal } from "../core/plan.ts";
import type { Step, StepDraft } from "../core/step.ts";

/** What a target answered when it was asked for a proposal. */
export type Answer =
	| { readonly kind: "proposal"; readonly proposal: Proposal }
	/** It threw, or did not answer in time. */
	| { readonly kind: "error"; readonly message: string; readonly fix: string };

/** A target of the config with what it answered; null: it was not asked or said nothing. */
export interface Answered {
	readonly target: TargetConfig;
	readonly answer: Answer | null;
}

/** Why the answers make no plan, naming every target that stands in the way; null when none does. */
export function answersRefusal(answered: readonly Answered[]): Refusal | null {
	const refusals = answered.flatMap(({ target, answer }) => {
		const refusal = answerRefusal(answer);
		return refusal === null ? [] : [{ ...refusal, reason: `${target.name}: ${refusal.reason}` }];
	});
	const [first] = refusals;
	if (first === undefined) return null;
	return {
		rule: first.rule,
		reason: refusals.map((refusal) => refusal.reason).join(" "),
		fix: [...new Set(refusals.map((refusal) => refusal.fix))].join(" "),
	};
}

function answerRefusal(answer: Answer | null): Refusal | null {
	if (answer === null) {
		return { rule: "target-silent", reason: "made no proposal.", fix: "Run `backout check --live` and plan again." };
	}
	if (answer.kind === "error") return { rule: "target-unreachable", reason: answer.message, fix: answer.fix };
	const { proposal } = answer;
	return proposal.kind === "refused" ? { rule: proposal.rule, reason: proposal.reason, fix: proposal.fix } : null;
}

/** The steps of all targets in their order, numbered through: `1-api-switch`. */
export function stepsOf(answered: readonly Answered[]): readonly Step[] {
	return answered
		.flatMap(({ target, answer }) => drafts(answer).map((draft) => ({ target, draft })))
		.map(({ target, draft }, index) => stepOf(target, draft, index + 1));
}

function drafts(answer: Answer | null): readonly StepDraft[] {
	return answer?.kind === "proposal" && answer.proposal.kind === "steps" ? answer.proposal.steps : [];
}

function stepOf(target: TargetConfig, draft: StepDraft, number: number): Step {
	const { name, ...rest } = draft;
	return { id: `${number}-${word(target.name)}-${word(name)}`, target: target.name, adapter: target.kind, ...rest };
}

/** Ids stand in URLs, file names and commands: nothing else than letters, digits, dots, dashes and underscores gets in. */
function word(text: string): string {
	return text.replace(/[^\w.-]+/g, "-");
}

/** What the targets want a person to know, each line with their names: what many of them say is told once. */
export function warningsOf(answered: readonly Answered[]): readonly string[] {
	const bySaying = new Map<string, readonly string[]>();
	for (const { target, answer } of answered)
		for (const text of sayings(answer)) bySaying.set(text, [...(bySaying.get(text) ?? []), target.name]);
	return [...bySaying].map(([text, names]) => `${names.join(", ")}: ${text}`);
}

function sayings(answer: Answer | null): readonly string[] {
	if (answer?.kind !== "proposal") return [];
	const { proposal } = answer;
	if (proposal.kind === "nothing") return [`nothing to do, ${proposal.reason}`];
	return proposal.kind === "steps" ? proposal.warnings : [];
}

/** Names of the targets that have nothing to do. */
export function inPlace(answered: readonly Answered[]): readonly string[] {
	return answered.flatMap(({ target, answer }) => (answer?.kind === "proposal" && answer.proposal.kind === "nothing" ? [target.name] : []));
}

/** What the targets leave as it is. */
export function notChangedOf(answered: readonly Answered[]): readonly string[] {
	return answered.flatMap(({ answer }) =>
		answer?.kind === "proposal" && answer.proposal.kind === "steps" ? answer.proposal.notChanged : [],
	);
}
