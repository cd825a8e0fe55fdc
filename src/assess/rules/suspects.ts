import { handCommand } from "../../core/command.ts";
import { formatShare } from "../../core/number.ts";
import type { Blame, ReleaseJudgement } from "../../core/verdict.ts";
import { currentLabel, type Situation } from "../situation.ts";

/** A suspect with less of the blame than a fifth is not looked at first; ours. */
const WORTH_A_LOOK = 0.2;

/** Where to look first, with the next command for each suspect, while nobody is clearly to blame. */
export function suspectsAdvice(situation: Situation, verdict: ReleaseJudgement): string {
	if (hasFallenSilent(verdict))
		return "Send a request yourself and see whether it is counted: if it does not get through, look at the load balancer, DNS and the network; if it does, mend what counts (`backout check --live`). Silence alone is no reason to roll back.";
	const suspects = verdict.blame.filter(({ share }) => share >= WORTH_A_LOOK).map((suspect) => whereToLook(situation, suspect));
	const first = suspects.length === 0 ? [whereToLook(situation, NOBODY)] : suspects;
	return `It got worse, and it is not clear by whom. Look within the deadline at ${first.join("; then at ")}.`;
}

const NOBODY: Blame = { suspect: "unknown", name: null, share: 1 };

/** No request at all where there were many: the judge then has nothing to compare, and nobody to blame. */
function hasFallenSilent({ isWorse, onset, blame: [main] }: ReleaseJudgement): boolean {
	return isWorse && onset === null && main?.suspect === "unknown" && main.seenIn === undefined && main.share === 1;
}

function whereToLook(situation: Situation, { suspect, name, share, seenIn }: Blame): string {
	const { environment } = situation.place;
	const part = formatShare(share);
	if (suspect === "release") return `what ${currentLabel(situation)} changed (${part} of the blame)`;
	if (suspect === "dependency" && name !== null)
		return `${name} (${part} of the blame), with \`${handCommand(["backout", "assess", name, "-e", environment])}\``;
	if (suspect === "traffic") return `its traffic (${part} of the blame)${seenIn === undefined ? "" : `, most of it from ${seenIn}`}`;
	return `what else was changed, with \`${handCommand(["backout", "changes", "--since", "3h"])}\``;
}
