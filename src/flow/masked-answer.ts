import type { Proposal } from "../core/adapter.ts";
import type { SecretMasker } from "../core/runtime.ts";
import type { Answer } from "../plan/index.ts";

/** What a target answered, with every secret taken out of the words people read: a plan is hashed, stored and mailed around. Payloads hold none by contract. */
export function maskedAnswer(answer: Answer, masker: SecretMasker): Answer {
	if (answer.kind === "error") return { ...answer, message: masker.mask(answer.message), fix: masker.mask(answer.fix) };
	return { ...answer, proposal: maskedProposal(answer.proposal, masker) };
}

function maskedProposal(proposal: Proposal, masker: SecretMasker): Proposal {
	const mask = (text: string): string => masker.mask(text);
	if (proposal.kind === "nothing") return { ...proposal, reason: mask(proposal.reason) };
	if (proposal.kind === "refused") return { ...proposal, reason: mask(proposal.reason), fix: mask(proposal.fix) };
	return {
		...proposal,
		steps: proposal.steps.map((step) => ({ ...step, title: mask(step.title), command: mask(step.command) })),
		warnings: proposal.warnings.map(mask),
		notChanged: proposal.notChanged.map(mask),
	};
}
