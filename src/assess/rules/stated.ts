import type { RuleGroup, StatedFact } from "../../core/assessment.ts";
import { type Rule, SILENT } from "../rule.ts";
import { becauseStated, type Verdicts } from "../saying.ts";

/** Runbooks 001 and 003: data corruption, roll back now and freeze writes. */
export const corruptionStated = stated("corruption-stated", "corruption", "act", "Data is being damaged, a person says.", {
	action: "roll-back",
	severity: "P0",
	advice: "Stop writes at once, then roll back; after that assess the damage with SQL and restore or mend the data.",
});

/** Runbooks 001 and 003: an active security hole, roll back now. */
export const securityStated = stated("security-stated", "security", "act", "A security hole is open, a person says.", {
	action: "roll-back",
	severity: "P0",
	advice: "Roll back now, and mark the release `never` so that nobody brings it back.",
});

/** Runbook 003: what cannot be fixed forward within 30 minutes is rolled back. */
export const noForwardFix = stated(
	"no-forward-fix",
	"no-forward-fix",
	"act",
	"It cannot be fixed forward within 30 minutes, a person says.",
	{
		action: "roll-back",
		severity: "P1",
		advice: "Roll back: a fix would take longer than the users can wait.",
	},
);

/** Runbooks 000 and 001: a minor bug with a workaround is fixed by a hotfix. */
export const workaround = stated("workaround", "workaround", "wait", "It is a minor bug and users have a way around it, a person says.", {
	action: "hotfix",
	severity: "P3",
	advice: "Ship a hotfix through the fast lane, and tell the users the way around it until then.",
});

/** Runbook 001: intermittent errors may be transient. */
export const intermittent = stated("intermittent", "intermittent", "wait", "It comes and goes, a person says.", {
	action: "investigate",
	severity: "P3",
	advice: "Watch whether it comes back until the deadline; it may be transient.",
});

function stated(name: string, fact: StatedFact, group: RuleGroup, text: string, verdicts: Verdicts): Rule {
	return { name, group, judge: (situation) => (situation.facts.has(fact) ? becauseStated(situation, fact, text, verdicts) : SILENT) };
}
