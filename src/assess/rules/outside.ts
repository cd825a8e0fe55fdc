import { type Rule, SILENT } from "../rule.ts";
import { becauseStated } from "../saying.ts";

/** Runbook 000: with distributed state inconsistent a rollback makes a third state; people must put it right. */
export const inconsistentState: Rule = {
	name: "inconsistent-state",
	group: "veto",
	judge(situation) {
		if (!situation.facts.has("inconsistent-state") || (situation.trouble === "no" && !situation.stated.includes("inconsistent-state")))
			return SILENT;
		const text = "Distributed state is inconsistent: a rollback would add a third state to the two there are.";
		const advice = "Call the people who know the data: level 2 decides how to bring the state together, then fix forward.";
		return becauseStated(situation, "inconsistent-state", text, { action: "fix-forward", severity: "P1", advice });
	},
};

/** Runbook 001: an outside service's fault is waited out; our release is not to blame. */
export const providerOutage: Rule = {
	name: "provider-outage",
	group: "veto",
	judge(situation) {
		if (!situation.facts.has("provider-outage") || (situation.trouble === "no" && !situation.stated.includes("provider-outage")))
			return SILENT;
		const advice = situation.facts.has("corruption")
			? "Stop writes at once, and keep them stopped until the provider says that it is over; then assess the damage with SQL and restore or mend the data. Tell the users meanwhile."
			: "Wait for the provider, follow its status page, and tell the users; assess again when it says it is over.";
		return becauseStated(situation, "provider-outage", "An outside provider is at fault: rolling back would not help.", {
			action: "wait",
			severity: "P2",
			advice,
		});
	},
};
