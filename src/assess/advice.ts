import type { DecisionAction, Severity } from "../core/assessment.ts";
import type { Situation } from "./situation.ts";
import { STRATEGIES, strategiesFor } from "./strategy.ts";

/** What to do, for a person: what the stage of the deploy and damaged data ask for first, then the deciding rule's own advice, then how. */
export function adviceFor(situation: Situation, action: DecisionAction, severity: Severity, ofRule: string): string {
	return [stage(situation, action), writes(situation, ofRule), ofRule, how(situation, action, severity)]
		.filter((sentence) => sentence !== "")
		.join(" ");
}

/** Coverage row 30: before, cancel; during, stop and revert; after, the previous version. */
function stage({ stage: where }: Situation, action: DecisionAction): string {
	if (action === "none") return "";
	if (where === "before") return "Cancel the deploy.";
	return where === "during" ? "Stop the deploy first." : "";
}

/** Whatever is decided about the code, damaged data must not be damaged further. */
function writes({ facts }: Situation, ofRule: string): string {
	return facts.has("corruption") && !/stop writes/i.test(ofRule) ? "Stop writes at once." : "";
}

function how({ facts }: Situation, action: DecisionAction, severity: Severity): string {
	if (action !== "roll-back") return "";
	const [first] = strategiesFor(severity);
	if (severity === "P2") return `A hotfix is another way if it is nearly ready (${STRATEGIES.hotfix.text}).`;
	const flag = facts.has("flagged-feature") ? " If the broken part has a flag, switching it off is faster still." : "";
	return first === undefined
		? ""
		: `Fastest: ${first.text}, and revert the change in git so that the next deploy does not bring it back.${flag}`;
}
