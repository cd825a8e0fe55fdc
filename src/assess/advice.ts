import type { DecisionAction, Severity, Strategy } from "../core/assessment.ts";
import { formatQuantity } from "../core/number.ts";
import { strategyTime } from "../core/strategy.ts";
import { clockTime } from "../core/time.ts";
import { currentLabel, isPastDeadline, type Situation } from "./situation.ts";
import { returnedTo } from "./way-back.ts";

/** What was decided, before it is put in words. */
export interface Decided {
	readonly action: DecisionAction;
	readonly severity: Severity;
	/** The first choice first. */
	readonly strategies: readonly Strategy[];
	/** The deciding rule's own advice. */
	readonly advice: string;
}

/** What to do, for a person: what the stage of the deploy and damaged data ask for first, then the deciding rule's own advice, then how. */
export function adviceFor(situation: Situation, decided: Decided): string {
	return [
		stage(situation, decided.action),
		writes(situation, decided.advice),
		decided.advice,
		overdue(situation, decided),
		how(situation, decided),
		migrations(situation, decided),
	]
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

/** Row 26: five minutes, then decide. What no rule could decide by then, people must. */
function overdue(situation: Situation, { action }: Decided): string {
	if (action !== "investigate" || situation.trouble === "no" || !isPastDeadline(situation)) return "";
	return `The time to investigate ended at ${clockTime(new Date(situation.deadlineMs).toISOString())} UTC: a person decides now, or calls for help.`;
}

const DEEDS: Readonly<Record<Strategy["name"], string>> = {
	"platform-rollback": "roll the platform back",
	revert: "revert the change and let CI deploy",
	hotfix: "ship a hotfix",
	tag: "deploy an older tag",
};

function how({ facts }: Situation, { action, severity, strategies }: Decided): string {
	const [first] = strategies;
	if (action !== "roll-back" || first === undefined || !first.fits) return "";
	if (severity === "P2") return isHotfixNear(strategies) ? "A hotfix is another way if it is nearly ready (30–60 min)." : "";
	const flag = facts.has("flagged-feature") ? " If the broken part has a flag, switching it off is faster still." : "";
	const after = first.name === "revert" ? "" : ", and revert the change in git so that the next deploy does not bring it back";
	return `Fastest: ${DEEDS[first.name]} (${strategyTime(first)})${after}.${flag}`;
}

/** Going back with the code leaves the database where the release has brought it. */
function migrations(situation: Situation, { action }: Decided): string {
	const count = situation.changes?.areas.migrations ?? 0;
	if (action !== "roll-back" || count === 0) return "";
	const before = returnedTo(situation)?.label ?? "the release before";
	return `${currentLabel(situation)} brought ${formatQuantity(count, "migration")}, which a rollback of the code leaves in the database: make sure first that ${before} works with ${count === 1 ? "it" : "them"}.`;
}

function isHotfixNear(strategies: readonly Strategy[]): boolean {
	return strategies.some(({ name, fits }) => name === "hotfix" && fits);
}
