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
	/** 0..1. */
	readonly confidence: number;
	/** ISO 8601; only `investigate` has one. */
	readonly deadline: string | null;
	/** The first reason decided; the others agree or add. */
	readonly reasons: readonly Reason[];
	/** What to do about it in one sentence, for a person. */
	readonly advice: string;
}

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
	/** Every rule in the order they were asked, and what each said: the order is part of the decision. */
	readonly rules: readonly { readonly rule: string; readonly group: RuleGroup; readonly outcome: "spoke" | "silent" | "unknown" }[];
}

/** Vetoes are asked first, then act, then wait. */
export type RuleGroup = "veto" | "act" | "wait";
