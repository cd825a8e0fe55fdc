import type { Alert } from "./alert.ts";
import type { JsonValue } from "./json.ts";
import type { ReleaseName } from "./release.ts";
import type { Signal } from "./signal.ts";
import type { ReleaseJudgement } from "./verdict.ts";

/** What to do about a service now. */
export type DecisionAction = "roll-back" | "investigate" | "fix-forward" | "hotfix" | "disable-flag" | "wait" | "restore-data" | "none";

/** P0: down or losing data; P1: core broken for many; P2: degraded; P3: minor, has a workaround. */
export type Severity = "P0" | "P1" | "P2" | "P3";

/** Facts that no metric shows and a person states with `--fact`. */
export const STATED_FACTS = [
	"corruption",
	"security",
	"workaround",
	"provider-outage",
	"core-broken",
	"single-endpoint",
	"intermittent",
	"no-forward-fix",
	"irreversible-migration",
	"irreversible-change",
	"inconsistent-state",
	"flagged-feature",
] as const;
export type StatedFact = (typeof STATED_FACTS)[number];

/** Where the deploy stands: not begun, under way, or over. */
export type DeployStage = "before" | "during" | "after";

/** Why a rule spoke, in words and numbers. */
export interface Reason {
	/** The rule's name: `error-rate-above-act`. */
	readonly rule: string;
	readonly text: string;
	readonly evidence: JsonValue;
}

/** What to do, how bad it is, how sure we are, and every reason. */
export interface Decision {
	readonly action: DecisionAction;
	readonly severity: Severity;
	/** Why it is that severe: what it means, with the words of every rule that says so. */
	readonly severityReasons: readonly string[];
	/** 0..1. */
	readonly confidence: number;
	/** ISO 8601; only `investigate` has one. */
	readonly deadline: string | null;
	/** The first reason decided; the others agree or add, those that only note something last. */
	readonly reasons: readonly Reason[];
	/** What to do about it in one sentence, for a person. */
	readonly advice: string;
}

/** The decision with how bad it is: `roll-back (P1)`; where there is nothing to do there is nothing severe either: `none`. */
export function decidedText({ action, severity }: Pick<Decision, "action" | "severity">): string {
	return action === "none" ? action : `${action} (${severity})`;
}

/** A way to get rid of what is wrong, weighed for this release. */
export interface Strategy {
	readonly name: "platform-rollback" | "revert" | "hotfix" | "tag";
	/** Minutes from deciding to well again, at least and at most. */
	readonly minutes: readonly [number, number];
	/** Whether the minutes come from earlier runs; else they are the runbooks' estimates. */
	readonly isMeasured: boolean;
	/** How likely it makes things worse. */
	readonly risk: "low" | "medium" | "high";
	/** What is lost by it, for a person. */
	readonly loses: string;
	/** Whether it fits how bad it is and what may be done. */
	readonly fits: boolean;
	/** Why it fits, or why not. */
	readonly why: string;
}

/** What a rule did when it was asked; `noted`: it added a reason and decides nothing. */
export type RuleOutcome = "spoke" | "noted" | "silent" | "unknown";

/** signals + ledger + rules + stated facts → a decision. */
export interface Assessment {
	readonly version: 1;
	readonly id: string;
	readonly service: string;
	readonly environment: string;
	/** ISO 8601. */
	readonly at: string;
	readonly alert: Alert | null;
	readonly facts: readonly StatedFact[];
	readonly stage: DeployStage;
	/** The release that is live, or null when no target could say. */
	readonly current: ReleaseName | null;
	/** ISO 8601; when the current release took traffic. */
	readonly deployedAt: string | null;
	readonly decision: Decision;
	readonly signals: readonly Signal[];
	/** The statistical judge's answer about the current release; null when it had nothing to judge. */
	readonly judgement: ReleaseJudgement | null;
	/** Why there is no judgement, and what mends that, for a person; null when there is one. Absent in assessments of earlier versions. */
	readonly notJudged?: string | null;
	/** Every rule in the order they were asked, and what each said: the order is part of the decision. */
	readonly rules: readonly { readonly rule: string; readonly group: RuleGroup; readonly outcome: RuleOutcome }[];
	/** ISO 8601: since when, without a look that found it well, something has been wrong or unknown of this release; null when it is well. */
	readonly investigatingSince: string | null;
	/** Ways to get rid of what is wrong, the first choice first; none when there is nothing to get rid of. */
	readonly strategies: readonly Strategy[];
}

/** Vetoes are asked first, then act, then wait. */
export type RuleGroup = "veto" | "act" | "wait";
