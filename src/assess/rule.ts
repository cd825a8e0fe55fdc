import type { DecisionAction, RuleGroup, Severity } from "../core/assessment.ts";
import type { JsonValue } from "../core/json.ts";
import type { Situation } from "./situation.ts";

/** What a rule says of a situation. The first that spoke decides. `unknown`: it could not judge, which is never the same as silence. */
export type Saying =
	| {
			readonly outcome: "spoke";
			readonly action: DecisionAction;
			readonly severity: Severity;
			/** 0..1, one of `CONFIDENCE`. */
			readonly confidence: number;
			readonly text: string;
			readonly evidence: JsonValue;
			/** What to do, in one sentence. */
			readonly advice: string;
			/** True: what is wrong is no part of any release, so no way of getting rid of the release is weighed. */
			readonly isElsewhere?: boolean;
	  }
	/** Worth knowing whatever is decided; it decides nothing. */
	| {
			readonly outcome: "noted";
			readonly text: string;
			readonly evidence: JsonValue;
			/** Whether it speaks against blaming the release: then nobody can be sure of a rollback. */
			readonly isDoubt: boolean;
	  }
	| { readonly outcome: "silent" }
	| { readonly outcome: "unknown" /** What is missing. */; readonly missing: string };

/** One small named reason to decide something. */
export interface Rule {
	/** Stable; reports and programs use it: `error-rate-above-act`. */
	readonly name: string;
	readonly group: RuleGroup;
	judge(situation: Situation): Saying;
}

/** The rule has nothing to say. */
export const SILENT: Saying = { outcome: "silent" };
