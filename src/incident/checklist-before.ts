import { isFreeze } from "../core/freeze.ts";
import { clockTime } from "../core/time.ts";
import type { CaseFacts } from "./case-facts.ts";
import type { ChecklistRule, Filled } from "./checklist-rule.ts";
import { done, open, person } from "./filled.ts";

/** Before rolling back: is it real, will it help, who knows? (seeds 002, 003, 004) */
export const BEFORE: readonly ChecklistRule[] = [
	{ id: "issue-confirmed", window: "before", text: "Issue and severity confirmed", fill: issue },
	{ id: "rollback-helps", window: "before", text: "Rolling back will help", fill: helps },
	{ id: "release-identified", window: "before", text: "Release to leave and release to return to identified", fill: releases },
	{ id: "scope", window: "before", text: "Scope of the rollback known", fill: scope },
	{ id: "access", window: "before", text: "Access to every target confirmed", fill: access },
	{ id: "backup", window: "before", text: "Backup of the data available", fill: () => person("no backup adapter is configured") },
	{ id: "reason", window: "before", text: "Reason written down", fill: reason },
	{ id: "team-told", window: "before", text: "Team told that the rollback begins", fill: teamTold },
	{ id: "communication", window: "before", text: "Message to customers prepared", fill: () => person() },
];

function issue({ deciding }: CaseFacts): Filled {
	if (deciding === null) return person("no assessment was made");
	const why = deciding.decision.reasons[0]?.text ?? deciding.decision.advice;
	const at = `at ${clockTime(deciding.at)}: ${why}`;
	return deciding.decision.action === "none" ? open(`nothing was found wrong ${at}`) : done(`${deciding.decision.severity} ${at}`);
}

function helps({ deciding }: CaseFacts): Filled {
	if (deciding === null) return person("no assessment was made");
	const { action, reasons } = deciding.decision;
	const rule = reasons[0] === undefined ? "" : ` by rule ${reasons[0].rule}`;
	return action === "roll-back" ? done(`decided: roll back${rule}`) : person(`the assessment said ${action}${rule}`);
}

function releases({ run }: CaseFacts): Filled {
	if (run === null) return open("nothing was planned");
	const { from, to } = run.plan;
	if (isFreeze(run.plan.kind) && from !== null) return done(`${from.label} stays`);
	const text = `${from?.label ?? "unknown"} → ${to?.label ?? "unknown"}`;
	return from === null || to === null ? open(text) : done(text);
}

function scope({ run }: CaseFacts): Filled {
	const targets = [...new Set(run?.plan.steps.map((step) => step.target))];
	return targets.length === 0 ? open("no plan names a target") : done(`targets: ${targets.join(", ")}`);
}

function access({ ends }: CaseFacts): Filled {
	const refused = ends.filter((end) => end.landed === null).map((end) => end.step.target);
	if (ends.length === 0) return open("nothing was planned");
	return refused.length === 0 ? done("every step was carried out") : open(`not proved on ${[...new Set(refused)].join(", ")}`);
}

function reason({ run }: CaseFacts): Filled {
	if (run === null || run.run.reason.trim() === "") return open("no reason was given");
	return done(`${run.run.requestedBy}: ${run.run.reason}`);
}

function teamTold({ sent, notSent }: CaseFacts): Filled {
	const first = sent[0];
	if (first !== undefined) return done(`${first.channel} at ${clockTime(first.time)}`);
	const lost = notSent[0];
	return lost === undefined ? person("no channel was told") : open(`${lost.channel} could not be told: ${lost.detail}`);
}
